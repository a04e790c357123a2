"""What the commonest passwords of the world are made of.

Not a list of leaked passwords: of those hardly any has twelve characters. Long ones that are
guessed first are these words, one after another, with runs of digits and signs between them.
"""

from __future__ import annotations

_ENGLISH = """
password passwort passwd passw0rd pass word secret private welcome login logon signin admin
administrator administrador root toor user username guest test testing tester default system
master manager access changeme change letmein letme enter iloveyou ilove love lover lovely you me
my monkey dragon shadow sunshine princess football baseball basketball hockey soccer superman
batman spiderman pokemon starwars trustno1 trust whatever freedom michael jordan jennifer thomas
daniel andrew joshua jessica ashley amanda charlie robert matthew anthony william george michelle
nicole hunter killer pepper ginger cookie cheese banana orange summer winter spring autumn monday
tuesday wednesday thursday friday saturday sunday january february march april june july august
september october november december hello world computer internet server windows linux microsoft
google apple samsung facebook android security secure company office business office365 document
documents file files vault docvault database oracle cisco ubuntu debian qwerty qwertz azerty asdf
asdfgh zxcvbn zxcvbnm qazwsx qazwsxedc wsx edc rfv tgb yhn ujm 1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm
1q2w3e 1q2w3e4r 1q2w3e4r5t q1w2e3 q1w2e3r4 zaq1 xsw2 cde3 vfr4 zaq12wsx abc abcd abc123 a1b2c3
a1b2c3d4 aa bb cc xx new old temp temporary demo sample example number one two three god jesus
angel baby family forever friend friends happy lucky money silver golden diamond black white blue
green purple mustang corvette ferrari mercedes harley chelsea liverpool arsenal barcelona ronaldo
mother father brother sister tigger mickey buster maggie jasper matrix phoenix thunder samurai
"""
_CHINESE = """
woaini woaini1314 woaiwojia woai aini wo ni ta 520 521 1314 5201314 1314520 5211314 7758521
mima mima123 denglu guanliyuan yonghu zhanghao gongsi bangong wendang wenjian ceshi xitong
zhongguo beijing shanghai guangzhou shenzhen chongqing tianjin chengdu hangzhou wuhan nanjing xian
wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo wangwei
zhangwei liwei zhangsan lisi wangwu xiao xiaoming xiaohong laoshi laoban mama baba baobao baobei
laopo laogong tiantian kuaile shengri xinnian gongxi facai fafa aa aaa asd asdasd asd123 qwe qweqwe
qwe123 qweasd qweasdzxc zxc zxczxc zxc123 qaz qazqaz wsxwsx 123qwe 123asd 123abc a123 a123456 w123
q123 z123 s123 l123 x123 aa123 aa123456 abcd1234 qq 163 126 wechat weixin taobao alibaba baidu
tencent huawei xiaomi admin888 admin123 666 888 999 168 518 8888 6666 88888888 66666666
"""
_CHARACTERS = """
密码 口令 管理员 用户 公司 办公 文件 文档 测试 系统 登录
你好 我爱你 中国 北京 上海 广州 深圳 一二三四五六七八九十
"""

COMMON_WORDS = frozenset(f"{_ENGLISH} {_CHINESE} {_CHARACTERS}".split())
"""In small letters."""

ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "!@#$%^&*()_+",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9",
    "1a2b3c4d5e6f7g8h9i",
)
"""Ways along a keyboard, the alphabet, the digits; walked backwards as well."""
