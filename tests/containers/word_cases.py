"""Word files, first batch: automatic numbers, options and items in tables, keys shown by looks."""

from tests.containers.truth import Case, blanks, judged, many, one
from tests.containers.word_files import (
    answer_columns,
    answer_table,
    bracket_small_letters,
    breaks_and_tabs,
    chapter_numbers,
    circled_options,
    counting_sections,
    emphasis_only,
    item_rows,
    items_in_cells,
    letter_in_colour,
    looks,
    looks_on_a_line,
    numbered_by_style,
    numbered_options,
    option_a_row,
    options_one_row,
    options_two_by_two,
    underlined_answers,
    underlined_spaces,
)

STRIP = [one("宽带报修先查", "电源|天气|路况", "A"), one("信号差时先问", "年龄|位置|职业", "B")]
CHOICES = (one("宽带断线时先查", "合同|发票|年龄|光猫灯", "D"), one("资费争议先看", "天气|账单|地图|星座", "B"))
THREE = (one("宽带断线时先查", "合同|发票|光猫灯", "C"), one("资费争议先看", "账单|地图|星座", "A"))
CASES = (
    Case(
        "自动编号.docx",
        numbered_options,
        (one("来电高峰时首先应当", "挂断|静音|安抚|转走", "C"), one("回访电话宜在几小时内拨出", "24|48|72|96", "A")),
    ),
    Case(
        "章节自动编号.docx",
        counting_sections,
        (
            one("质检抽样的单位是", "座席|通话|班组|城市", "B"),
            one("工单编号由几位组成", "6|8|10|12", "D"),
            judged("静音时客户听得见座席说话", False),
            judged("结束语之后才可挂机", True),
        ),
    ),
    Case(
        "圈号选项.docx",
        circled_options,
        (one("倾听的第一步是", "停下手中的事|打断|记录姓名", "A"), one("受理时限从何时起算", "来电|派单|回访", "B")),
    ),
    Case(
        "样式编号.docx",
        numbered_by_style,
        (one("客户资料可给谁看", "本人|邻居|同事", "A"), one("通话录音保存多久", "一周|一月|两年", "C")),
    ),
    Case(
        "多级编号.docx",
        chapter_numbers,
        (
            judged("微笑可以从声音里听出来", True),
            judged("称呼客户用“喂”", False),
            judged("停机后仍可拨打紧急电话", True),
        ),
    ),
    Case(
        "小写字母.docx",
        bracket_small_letters,
        (one("外呼最晚不超过几点", "18点|21点|24点", "B"), one("呼损是指", "未接通的来电|坏掉的耳机|漏发的短信", "A")),
    ),
    Case("选项两行两列.docx", options_two_by_two, CHOICES),
    Case("选项一行一个.docx", option_a_row, THREE),
    Case(
        "选项一行四格.docx",
        options_one_row,
        (one("宽带断线时先查", "合同|发票|光猫灯|年龄", "C"), one("资费争议先看", "账单|地图|星座|天气", "A")),
    ),
    Case(
        "题目表.docx",
        item_rows,
        (
            one("一线首问负责人是", "接电话的人|班长|客户|质检", "A"),
            many("投诉升级条件有", "要求赔偿|重复来电|问天气|媒体关注", "ABD"),
            judged("可以与客户争辩", False),
        ),
    ),
    Case(
        "试题在格内.docx",
        items_in_cells,
        (
            one("来电三声内应", "接听|挂断|忽略", "A"),
            many("下列是礼貌用语的有", "您好|喂|谢谢", "AC"),
            judged("录音可以外传", False),
        ),
    ),
    Case(
        "答案表两段.docx",
        answer_table,
        tuple(one(f"第{at}类故障的代号是", "红|黄|蓝|绿", key) for at, key in enumerate("BADCB", 1)),
    ),
    Case(
        "答案表合并格.docx",
        answer_columns,
        (
            one("第1类故障的代号是", "红|黄|蓝|绿", "C"),
            one("第2类故障的代号是", "红|黄|蓝|绿", "D"),
            judged("耳机要每日清洁", True),
            judged("座席可以共用账号", False),
        ),
    ),
    Case("格式标答案.docx", looks, tuple(one(f"第{at}步该做什么", "问好|核对身份|道别", "B") for at in (1, 2, 3, 4))),
    Case(
        "一行内标红.docx",
        looks_on_a_line,
        (many("核身要素有哪些", "姓名|天气|证件号|心情", "AC"), many("录单要素有哪些", "诉求|时间|口味|星座", "AB")),
    ),
    Case(
        "括号内彩色字母.docx",
        letter_in_colour,
        (one("派单应在多久内完成", "一天|半小时|一周", "B"), one("结单前应", "回访|删除|重派", "A")),
    ),
    Case(
        "只是强调.docx",
        emphasis_only,
        (
            one("下列不属于服务禁语的是", "不知道|请稍等|不归我管", "B"),
            one("以下说法错误的是", "先听|再记|不核对", "C"),
        ),
    ),
    Case(
        "下划线空格.docx",
        underlined_spaces,
        (blanks("热线的核心是____，灵魂是____", "倾听", "同理心"), blanks("服务监督电话是____", "12300")),
    ),
    Case(
        "下划线答案.docx",
        underlined_answers,
        (blanks("联通客服号码是____", "10010"), blanks("三声之内____，结束时____", "接听", "致谢")),
    ),
    Case(
        "软回车.docx",
        breaks_and_tabs,
        (one("热线晚高峰通常在", "凌晨|晚八点|正午", "B"), one("一次解决率的英文缩写是", "AHT|ASA|FCR|CSAT", "C")),
    ),
)
