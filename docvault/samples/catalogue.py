"""Which documents the sample company has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from docvault.samples import prose
from docvault.samples.prose import Theme


@dataclass(frozen=True, slots=True)
class Plan:
    """One document over all its versions. `stem` holds `{version}` where the version stands.

    `folder` is where the vault would put it; `record` says whether it carries its own revision
    record, as it should.
    """

    stem: str
    folder: str
    theme: Theme
    title: str
    department: str
    day: str
    versions: tuple[str, ...]
    record: bool = True


def _operations(
    department: str,
    kind: str,
    days: str,
    title_and_extension: str,
    theme: Theme,
    *,
    versions: int = 1,
    record: bool = True,
) -> Iterator[Plan]:
    title, _, extension = title_and_extension.rpartition(".")
    for day in days.split():
        yield Plan(
            stem=f"{department}-{kind}-{day}-{{version}}-{title}.{extension}",
            folder=f"{department}/{day[:4]}/{day[4:6]}/{kind}",
            theme=theme,
            title=title,
            department=department,
            day=day,
            versions=tuple(f"V{number}.0" for number in range(1, versions + 1)),
            record=record,
        )


def _filing(
    code: str,
    folder: str,
    day: str,
    title_and_extension: str,
    theme: Theme,
    *,
    versions: int = 1,
) -> Plan:
    title, _, extension = title_and_extension.rpartition(".")
    return Plan(
        stem=f"{code}-{day}-{title}-{{version}}.{extension}",
        folder=folder,
        theme=theme,
        title=title,
        department=folder.partition("/")[2],
        day=day,
        versions=tuple(f"V{number}" for number in range(1, versions + 1)),
    )


PLANS: tuple[Plan, ...] = (
    *_operations(
        "运营部", "周报", "20231011 20231018 20231025 20231101", "工作总结.xlsx", prose.REPORT
    ),
    *_operations("运营部", "月报", "20230930 20231031", "运营数据汇总.xlsx", prose.REPORT),
    *_operations("运营部", "会议纪要", "20231009 20231016", "周例会.docx", prose.MEETING),
    *_operations("运营部", "内部通知", "20231007", "国庆值班安排.txt", prose.NOTICE),
    *_operations("运营部", "内部通知", "20231020", "系统升级.md", prose.NOTICE),
    *_operations("市场部", "活动方案", "20230901", "开学季.docx", prose.CAMPAIGN, record=False),
    *_operations(
        "市场部", "周报", "20231011 20231018 20231025", "渠道推广.xlsx", prose.REPORT, record=False
    ),
    *_operations("市场部", "会议纪要", "20231010", "直播复盘.docx", prose.MEETING, versions=2),
    *_operations("财务部", "月报", "20230930 20231031", "费用分析.xlsx", prose.REPORT),
    *_operations("财务部", "内部通知", "20231012", "报销截止时间.docx", prose.NOTICE),
    *_operations("财务部", "预算", "20231102", "年度预算.xlsx", prose.REPORT, versions=3),
    *_operations("人力资源部", "内部通知", "20231013", "秋季培训.docx", prose.NOTICE),
    *_operations("人力资源部", "计划", "20231015", "招聘计划.xlsx", prose.REPORT),
    *_operations("人力资源部", "会议纪要", "20231017", "绩效沟通会.docx", prose.MEETING),
    *_operations("技术部", "周报", "20231011 20231018 20231025", "研发进展.docx", prose.REPORT),
    *_operations("技术部", "计划", "20231019", "系统迁移.md", prose.REPORT),
    *_operations("销售部", "周报", "20231011 20231018", "客户跟进.xlsx", prose.REPORT),
    *_operations("销售部", "报告", "20231024", "客户满意度.pdf", prose.REPORT),
    _filing("ZD-HR", "制度类/人力资源", "20231001", "员工考勤制度.docx", prose.POLICY, versions=2),
    _filing("ZD-HR", "制度类/人力资源", "20230815", "薪酬管理办法.docx", prose.POLICY),
    _filing("HT-SX", "合同类/销售合同", "20230920", "A公司产品销售合同.pdf", prose.CONTRACT),
    _filing("HT-SX", "合同类/销售合同", "20231022", "B公司年度框架合同.docx", prose.CONTRACT),
    *_operations(
        "市场部", "活动方案", "20231008", "双十一执行方案.docx", prose.CAMPAIGN, versions=4
    ),
)

MESSY: dict[str, Theme] = {
    # Names as people leave them; "/" puts them in a folder. The theme is what they say.
    "Q4会议资料_20231011.docx": prose.MEETING,
    "运营部 周报 2023.10.11 v1 工作总结.xlsx": prose.REPORT,
    "最终版(2)市场部活动方案1008.docx": prose.CAMPAIGN,
    "计量法实施细则(2022-03-29).md": prose.POLICY,
    "市场部－活动方案－20231008－V1.0－中秋礼盒.docx": prose.CAMPAIGN,
    "运营部-周报-20230230-V1.0-工作总结.xlsx": prose.REPORT,
    "运营部-周报-20231108-v1-工作总结 (1).xlsx": prose.REPORT,
    "财务部—月报—20231130—V1.0—费用分析.xlsx": prose.REPORT,
    "HR-Policy-20240115-Leave.docx": prose.POLICY,
    "新建文本文档.txt": prose.NOTICE,
    "会议纪要 周例会 10月23日.docx": prose.MEETING,
    "技术部/2023/研发周报20231101.docx": prose.REPORT,
    "市场部/活动/双十一执行方案 最终版 V4.docx": prose.CAMPAIGN,
    "合同/B公司产品销售合同(扫描件).pdf": prose.CONTRACT,
    "制度/ZD-HR-20231001-员工考勤制度-V1.0.docx": prose.POLICY,
    "销售部/客户跟进表_副本.xlsx": prose.REPORT,
}
