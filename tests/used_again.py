"""PostgreSQL databases that are used again: emptying one is much cheaper than making the next.

A database that comes back is put where it began, by the server itself: what is in its tables, its
counters. One whose tables, triggers or functions are no longer the same is thrown away instead.
"""

from __future__ import annotations

from tests.postgresql import Server

_SET_UP = """
CREATE SCHEMA beginning;

CREATE FUNCTION beginning.shape() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
        SELECT concat_ws(' ', 'relation', oid, relname, relkind, relnatts, reloptions) AS line
        FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(' ', 'column', attrelid, attname, atttypid, atttypmod, attnotnull,
                         atthasdef, attisdropped)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(' ', 'default', oid, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
        UNION ALL
        SELECT concat_ws(' ', 'constraint', oid, conname, convalidated) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(' ', 'trigger', oid, tgrelid, tgname, tgenabled) FROM pg_trigger
        UNION ALL
        SELECT concat_ws(' ', 'function', oid, proname, prosrc) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(' ', 'schema', oid, nspname) FROM pg_namespace
        WHERE nspname NOT LIKE 'pg\\_%'
    ) AS lines
$$;

-- Back to the beginning; false where that cannot be done.
CREATE FUNCTION beginning.again() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    one regclass;
    filled boolean;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
    IF beginning.shape() <> (SELECT shape FROM beginning.was) THEN
        RETURN false;
    END IF;
    SET LOCAL session_replication_role = replica;  -- no trigger, no foreign key stands in the way
    FOR one IN SELECT oid FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO filled;
        IF filled THEN
            EXECUTE format('TRUNCATE %s CASCADE', one);
        END IF;
    END LOOP;
    FOR one IN SELECT oid FROM pg_class
        WHERE relnamespace = 'beginning'::regnamespace AND relname LIKE 'in\\_%' LOOP
        EXECUTE format('INSERT INTO public.%I SELECT * FROM %s',
                       substr((SELECT relname FROM pg_class WHERE oid = one), 4), one);
    END LOOP;
    PERFORM setval(format('public.%I', sequencename), start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
    RETURN true;
END $$;

-- What the migrations wrote is kept beside.
DO $$
DECLARE
    one name;
    filled boolean;
BEGIN
    FOR one IN SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE beginning.%I AS TABLE public.%I', 'in_' || one, one);
        END IF;
    END LOOP;
END $$;

CREATE TABLE beginning.was AS SELECT beginning.shape() AS shape;
"""


class UsedAgain:
    """The databases of one test process: copies of a template, lent one at a time."""

    def __init__(self, server: Server, template: str) -> None:
        """Keep beside what is in the template what it needs to come back to it."""
        server.execute(_SET_UP, database=template)
        self._server = server
        self._template = template
        self._clean: list[str] = []

    def lend(self) -> str:
        """Return the name of a database as the template is."""
        return self._clean.pop() if self._clean else self._server.create(self._template)

    def take_back(self, name: str) -> None:
        """Clean a database for the next test, or throw it away."""
        if self._server.asked(name, "SELECT beginning.again()"):
            self._clean.append(name)
        else:
            self._server.drop(name)
