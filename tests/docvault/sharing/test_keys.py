"""The published vector of protocol `dv1`, and what must not open."""

from docvault.model.share import Mode
from docvault.sharing import keys
from docvault.sharing.keys import Link, Policy

SID = bytes(range(0x40, 0x50))
LINK = Link(SID, bytes(range(32)))
HALF = bytes(range(0x80, 0xA0))
CEK = bytes(range(0xA0, 0xC0))
SALT = bytes(range(0xC0, 0xD0))
OPEN = Policy(SID, Mode.DOWNLOAD, password=False, files=1)
TOKEN = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh-mI7c1"


def test_the_token_of_the_vector():
    assert LINK.token == TOKEN
    assert Link.parse(LINK.sid_text, TOKEN) == LINK
    assert LINK.sid_text == "QEFCQ0RFRkdISUpLTE1OTw"


def test_the_keys_of_the_vector():
    assert LINK.auth.hex() == "704867f337edd8f32f55f3bedf675fad775bd4243726b4d502fd8242a2838eac"
    assert LINK.link_key.hex() == "868ebe1f2196a2513a5580a879ee78a64ed5510acd3a7a56b37179daa2a52832"
    assert OPEN.text == '{"files":1,"mode":"download","pw":0,"sid":"QEFCQ0RFRkdISUpLTE1OTw","v":1}'
    kek = keys.key_of_keys(LINK.link_key, HALF, keys.NO_PASSWORD, OPEN)
    assert kek.hex() == "5e96f6a2f2b7a60118ae4b5b7722b9df0a57ff20074f94c32148d95796e692d6"
    assert keys.wrap(kek, CEK, OPEN).hex() == (
        "eedabfa5d502a97ae96e9801e98c9c805da73264d5a1e0dc030fc439cc2dbbe35da1ddf40f3415f8cf716c28681c3ed0"
    )
    assert keys.commitment(CEK, SID).hex() == (
        "c5e14dd39fde285d3d0a3d51281e2d6be0d3e57074f369c4cc537551b8a0e693"
    )


def test_the_password_of_the_vector():
    policy = Policy(SID, Mode.DOWNLOAD, password=True, files=1)
    root = keys.password_root("correct horse", SALT)
    kek = keys.key_of_keys(LINK.link_key, HALF, keys.password_key(root, SID), policy)
    assert kek.hex() in {
        "ab91319dc610c0fd66476b878062ffbdf9384952f4a5ec686d5c9ba54bd7bcbb",
    }
