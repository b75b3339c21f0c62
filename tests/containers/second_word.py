"""Second batch, written against the mended readers: Word, web pages, rich text."""

from tests.containers.second_word_files import (
    broken_blanks,
    cards,
    headed,
    library_made,
    mixed,
    no_head,
    page_lists,
    page_option_rows,
    pairs_of_cells,
    ranges_in_table,
    rtf_listed,
    split_runs,
    tables_by_section,
    ticked_columns,
    word_page,
)
from tests.containers.truth import Case, blanks, judged, many, one

CASES = (
    Case(
        "二批格对.docx",
        pairs_of_cells,
        (one("断网先看", "合同|发票|光猫|年龄", "C"), one("涨价先看", "账单|地图|星座|天气", "A")),
    ),
    Case(
        "二批库制.docx",
        library_made,
        (one("装机预约由谁确认", "证件|客户|路人", "B"), one("拆机需带什么", "证件|客户|路人", "A")),
    ),
    Case(
        "二批区间表.docx",
        ranges_in_table,
        tuple(one(f"第{at}种工单的颜色", "红|黄|蓝|绿", k) for at, k in enumerate("BADCBCA", 1)),
    ),
    Case(
        "二批无表头.docx",
        no_head,
        (
            one("来电三声内应当做什么", "接听|挂断|忽略", "A"),
            one("通话结束应当做什么", "沉默|致谢|抱怨", "B"),
            one("工单派出之后应当做什么", "跟踪|遗忘|删除", "A"),
        ),
    ),
    Case(
        "二批勾对错.docx",
        ticked_columns,
        (judged("录音可以外传", False), judged("静音前应告知客户", True), judged("账号可以借用", False)),
    ),
    Case(
        "二批卡片.docx",
        cards,
        (
            one("首问负责人是谁", "接电话的人|班长|客户", "A"),
            many("哪些属于禁语", "不知道|请稍等|你烦不烦", "AC"),
            judged("可以先挂电话", False),
        ),
    ),
    Case(
        "二批碎片.docx",
        split_runs,
        (one("回访的目的是", "催费|确认解决|闲聊", "B"), one("首次响应是指", "第一次回话|第一次派单", "A")),
    ),
    Case(
        "二批标题编号.docx",
        headed,
        (one("派单前要做什么", "拒绝|核实|忽略", "B"), judged("投诉可以不记录", False), judged("建议也要记录", True)),
    ),
    Case(
        "二批分节表.docx",
        tables_by_section,
        (
            one("谁能查详单", "本人|邻居|同事", "A"),
            one("谁能改密码", "路人|本人|店员", "B"),
            many("哪些要登记", "投诉|建议|闲聊", "AB"),
            many("哪些要上报", "泄密|威胁|问好", "AB"),
            judged("可以代客签字", False),
            judged("可以使用方言应答方言客户", True),
        ),
    ),
    Case(
        "二批表文混排.docx",
        mixed,
        (
            one("谁能查详单", "本人|邻居|同事", "A"),
            one("谁能改密码", "路人|本人|店员", "B"),
            judged("表格之后的判断题也是题", True),
            judged("表格之外的题可以丢掉", False),
        ),
    ),
    Case(
        "二批碎空.docx",
        broken_blanks,
        (blanks("客户说话时要____，不要____", "倾听", "打断"), blanks("宽带速率单位是____（英文缩写）", "Mbps")),
    ),
    Case(
        "二批网页.doc",
        word_page,
        (
            one("客户情绪激动时，座席首先应当", "争辩|挂断|安抚", "C"),
            one("通话中需离席时应", "直接离开|告知客户|静音", "B"),
        ),
    ),
    Case("二批列表.html", page_lists, (one("先查什么", "天气|工单|星座", "B"), one("再查什么", "账单|地图", "A"))),
    Case(
        "二批网页选项行.xls",
        page_option_rows,
        (one("先查什么", "天气|工单|星座", "B"), one("再查什么", "账单|地图", "A")),
    ),
    Case(
        "二批写字板.rtf",
        rtf_listed,
        (
            one("谁先挂机", "座席|客户", "B"),
            one("何时结单", "派出|回访后|来电", "B"),
            one("单号由谁给出", "系统|客户", "A"),
        ),
    ),
)
