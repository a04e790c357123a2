"""The words of the sample documents: a company's ordinary Chinese, put together from pieces.

Every piece may hold `{product}`, `{channel}`, `{figure}`, `{percent}`, `{person}`, `{day}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

PEOPLE = ("王芳", "李伟", "张敏", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周强", "吴倩")
_PRODUCTS = ("会员年卡", "企业版套餐", "智能水杯", "秋季新品", "礼盒装茶叶", "线上课程")
_CHANNELS = ("微信公众号", "抖音直播间", "天猫旗舰店", "线下门店", "合作经销商", "企业微信社群")


@dataclass(frozen=True, slots=True)
class Theme:
    """What one type of document is made of: its headings, and the pieces that stand below them."""

    headings: tuple[str, ...]
    pieces: tuple[str, ...]
    columns: tuple[str, ...]
    items: tuple[str, ...]


REPORT = Theme(
    headings=("一、工作完成情况", "二、数据分析", "三、存在问题", "四、改进措施", "五、下一步计划"),
    pieces=(
        "本期{channel}新增关注{figure}人，较上期增长{percent}%，主要来自{product}的推广内容。",
        "{product}共发出订单{figure}笔，退货率控制在{percent}%以内，客户投诉均已在时限内回复。",
        "由{person}牵头完成了{channel}的选题排期，稿件按计划发布，平均阅读完成率为{percent}%。",
        "{channel}的活动页面改版后，下单步骤减少一步，转化率由上月的低位回升了{percent}%。",
        "仓储环节出现两次延迟发货，原因是{product}的包装材料到货晚于计划，已与供应商约定备货量。",
        "部分门店的日报未在当天提交，{person}已逐一沟通，并把提交时间写入交接清单。",
        "客服组整理了{figure}条常见问题，按咨询、投诉、合作三类归档，供各渠道统一口径使用。",
        "下期重点是{product}的老客户回访，目标回访{figure}人，由{person}负责名单和话术。",
        "计划在{day}前完成{channel}的数据看板，让各部门负责人每天早上都能看到前一日的指标。",
        "建议把{product}的库存预警线提高{percent}%，避免促销期间再次断货。",
    ),
    columns=("序号", "工作事项", "负责人", "完成时间", "完成状态"),
    items=("渠道排期", "数据看板", "客户回访", "稿件发布", "库存盘点", "活动复盘", "培训准备"),
)
CAMPAIGN = Theme(
    headings=(
        "一、活动背景与目标",
        "二、活动时间与对象",
        "三、活动内容",
        "四、推广渠道",
        "五、预算与资源",
        "六、风险预案",
    ),
    pieces=(
        "本次活动以{product}为主推品类，目标成交额较去年同期增长{percent}%，新增会员{figure}人。",
        "预热期自{day}开始，{channel}每天发布一条内容，逐步公布优惠规则和限量赠品。",
        "活动对象为近一年内有过购买记录的老客户，以及从{channel}引入的新客户。",
        "下单满额即赠{product}体验装，赠品共备{figure}份，赠完即止，页面须写明数量。",
        "{channel}由{person}负责，直播排班分早晚两场，每场安排一名主播和一名场控。",
        "推广费用按渠道分配，{channel}占总预算的{percent}%，超出部分须提前三天申请。",
        "客服增加临时坐席，高峰期响应时间不超过一分钟，退换货规则与平时一致。",
        "如遇{product}库存不足，由{person}在半小时内通知各渠道下架，并启用替代赠品。",
        "系统压力测试须在{day}前完成，出现故障时先关闭抽奖模块，保证下单和支付正常。",
        "活动结束后三个工作日内提交复盘报告，数据以财务部核对的结果为准。",
    ),
    columns=("阶段", "任务", "负责人", "截止时间", "交付标准"),
    items=("预热海报", "页面搭建", "赠品采购", "直播脚本", "客服培训", "压力测试", "复盘报告"),
)
MEETING = Theme(
    headings=("一、议题及结论", "二、讨论内容", "三、待办事项", "四、争议点"),
    pieces=(
        "会议听取了{person}关于{product}进展的汇报，一致认为时间安排可行，按原计划推进。",
        "关于{channel}的投放比例，与会人员同意先试行两周，以{percent}%的转化率作为继续投放的标准。",
        "{person}提出跨部门协作单的回复时间偏长，会议决定紧急事项当天回复，一般事项两个工作日内回复。",
        "对{product}的定价仍有不同意见，由{person}在{day}前补充竞品数据后再议。",
        "会议确认本季度培训人数为{figure}人，名单由各部门负责人报送，逾期不再增加。",
        "会议强调所有对外文件须经审批后发出，文件名称和版本号按文件管理制度执行。",
        "{channel}的合同将于下月到期，由{person}准备续签方案，并比较两家服务商的报价。",
        "待办事项由{person}统一登记，每周一检查进度，延期的须写明原因和补救措施。",
    ),
    columns=("序号", "待办事项", "负责人", "截止日期", "状态"),
    items=("补充竞品数据", "续签方案", "培训名单", "协作单模板", "投放试行", "报价比较"),
)
NOTICE = Theme(
    headings=("一、事由", "二、具体要求", "三、时间节点", "四、责任部门"),
    pieces=(
        "为做好近期工作衔接，现将有关安排通知如下，请各部门传达到每一位员工。",
        "各部门须在{day}前确定联系人，报{person}汇总，联系人在此期间保持电话畅通。",
        "值班人员每天上午九点和下午五点各巡查一次，情况记入值班记录，遇异常先处理后报告。",
        "请提前处理{channel}的排期内容，需要调整的于{day}前完成，逾期按原计划发布。",
        "涉及{product}的订单照常受理，发货时间顺延的，须由客服在当天告知客户。",
        "资料统一存放在部门文件夹，文件名称按命名规则书写，不得通过个人邮箱转发。",
        "参加人员共{figure}人，名单见附件；因故不能参加的，由部门负责人向{person}说明。",
        "收到本通知后请在一小时内确认，未确认的由发送部门逐一提醒。",
        "其他未尽事宜由{person}负责解释，意见和建议请于{day}前反馈。",
    ),
    columns=("序号", "事项", "责任人", "时间", "状态"),
    items=("名单上报", "资料备份", "设备检查", "客户告知", "值班巡查", "情况汇总"),
)
POLICY = Theme(
    headings=(
        "第一章 总则",
        "第二章 职责",
        "第三章 办理流程",
        "第四章 监督与考核",
        "第五章 附则",
    ),
    pieces=(
        "为规范公司管理，明确各部门职责，保障员工合法权益，根据国家有关规定，结合公司实际，制定本制度。",
        "本制度适用于公司全体员工，包括试用期员工和劳务派遣人员，另有约定的从其约定。",
        "各部门负责人对本部门执行情况负责，人力资源部负责解释、检查和汇总。",
        "工作日上午九点前到岗，下午六点后离岗；因公外出的，应事先在系统中登记，并由部门负责人确认。",
        "申请须写明事由、时间和经办人，三天以内由部门负责人审批，三天以上报分管领导审批。",
        "审批人应在两个工作日内给出意见；逾期未处理的，由文档管理员催办并记录。",
        "违反本制度的，视情节给予提醒、通报或者扣减当月绩效{percent}%的处理。",
        "每季度末由{person}组织一次检查，检查结果在次月{day}前公布，并作为部门考核的依据。",
        "原始记录保存期限不少于三年，涉及薪酬的资料按秘密级管理，未经批准不得复制、外传。",
        "本制度自发布之日起施行，此前规定与本制度不一致的，以本制度为准。",
    ),
    columns=("条款", "事项", "责任人", "时限", "记录"),
    items=("考勤登记", "请假审批", "外出登记", "季度检查", "结果公布", "资料归档"),
)
CONTRACT = Theme(
    headings=(
        "第一条 标的与数量",
        "第二条 价款与支付",
        "第三条 交付与验收",
        "第四条 违约责任",
        "第五条 争议解决",
    ),
    pieces=(
        "甲方向乙方订购{product}共{figure}件，规格、型号以双方确认的样品为准。",
        "合同总价在签订后七日内支付{percent}%作为预付款，余款在验收合格后十个工作日内付清。",
        "乙方应于{day}前将货物送达甲方指定地点，运输途中的风险由乙方承担。",
        "甲方应在收货后五个工作日内完成验收，逾期未提出书面异议的，视为验收合格。",
        "任何一方逾期履行的，每逾期一日，按未履行部分价款的万分之五支付违约金。",
        "双方对合作中知悉的对方商业秘密负有保密义务，保密期限至合同终止后两年。",
        "因本合同发生的争议，双方应先协商解决；协商不成的，提交甲方所在地人民法院处理。",
        "本合同一式四份，双方各执两份，自双方签字盖章之日起生效。",
    ),
    columns=("序号", "名称", "经办人", "日期", "备注"),
    items=("预付款", "样品确认", "首批交付", "验收单", "尾款"),
)


def sections(theme: Theme, random: Random) -> list[tuple[str, tuple[str, ...]]]:
    """Return each heading with two or three paragraphs; none is used again before all were."""
    pieces = _endless(theme, random)
    return [
        (heading, tuple(next(pieces) for _ in range(random.randrange(2, 4))))
        for heading in theme.headings
    ]


def paragraphs(theme: Theme, random: Random, count: int) -> tuple[str, ...]:
    """Return that many different paragraphs (at most as many as the theme has pieces)."""
    pieces = _endless(theme, random)
    return tuple(next(pieces) for _ in range(count))


def _endless(theme: Theme, random: Random) -> Iterator[str]:
    while True:
        for piece in random.sample(theme.pieces, len(theme.pieces)):
            yield _fill(piece, random)


def rows(theme: Theme, random: Random) -> list[tuple[str, ...]]:
    """Return a table, headed: one row for each of the theme's items."""
    states = ("已完成", "进行中", "未开始")
    body = [
        (str(number), item, random.choice(PEOPLE), _day(random), random.choice(states))
        for number, item in enumerate(theme.items, 1)
    ]
    return [theme.columns, *body]


def _fill(piece: str, random: Random) -> str:
    return piece.format(
        product=random.choice(_PRODUCTS),
        channel=random.choice(_CHANNELS),
        figure=random.randrange(120, 9_800),
        percent=random.randrange(3, 40),
        person=random.choice(PEOPLE),
        day=_day(random),
    )


def _day(random: Random) -> str:
    return f"{random.randrange(1, 13)}月{random.randrange(1, 29)}日"
