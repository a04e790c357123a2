from __future__ import annotations

from xml.etree import ElementTree

from tests.naming_rules.report.conftest import HOSTILE, ORDINARY


def test_errors_and_warnings_fail_and_an_info_does_not(report):
    root = ElementTree.fromstring(report("junit", ORDINARY))
    suite = root.find("testsuite")
    assert suite.attrib["tests"] == "3"
    assert suite.attrib["failures"] == "2" == str(len(root.findall(".//failure")))
    assert suite.find("properties/property").attrib == {"name": "checked", "value": "9"}


def test_a_case_names_folder_file_rule_and_what_to_do(report):
    case = ElementTree.fromstring(report("junit", ORDINARY)).find(".//testcase")
    assert case.attrib == {
        "classname": "运营部",
        "name": "Q4会议资料_20231011.pptx: wrong-separator",
    }
    failure = case.find("failure")
    assert failure.attrib == {"message": "'_' is no separator", "type": "error"}
    assert "→ {department}-会议资料" in failure.text


def test_a_clean_folder_is_one_passed_case(report):
    root = ElementTree.fromstring(report("junit", ()))
    assert root.find("testsuite").attrib["tests"] == "1"
    assert len(root.findall(".//testcase")) == 1
    assert not root.findall(".//failure")


def test_hostile_names_leave_the_xml_well_formed(report):
    cases = ElementTree.fromstring(report("junit", HOSTILE)).findall(".//testcase")
    assert len(cases) == len(HOSTILE)
    assert cases[0].attrib["name"].startswith("<script>")
