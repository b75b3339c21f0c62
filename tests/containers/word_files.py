"""Builders of `word_cases`."""

from tests.containers.ooxml import cell, docx, level, lines, numbering, p, r, table

SINGLE = "一、单选题"


LETTERS = [level(0, "upperLetter", "%1．")]


def numbered_options() -> bytes:
    numbers = numbering([[level(0, "decimal", "%1．")], LETTERS], [(0, False), (1, True), (1, True)])
    return docx(
        p(SINGLE)
        + p("来电高峰时首先应当（ C ）。", 1)
        + "".join(p(t, 2) for t in ("挂断", "静音", "安抚", "转走"))
        + p("回访电话宜在几小时内拨出（ A ）", 1)
        + "".join(p(t, 3) for t in ("24", "48", "72", "96")),
        numbers=numbers,
    )


def counting_sections() -> bytes:
    numbers = numbering(
        [[level(0, "chineseCounting", "%1、")], [level(0, "decimal", "%1、")]], [(0, False), (1, True), (1, True)]
    )
    return docx(
        p("单项选择题", 1)
        + p("质检抽样的单位是（ B ）", 2)
        + p("A、座席 B、通话 C、班组 D、城市")
        + p("工单编号由几位组成（ D ）", 2)
        + p("A、6 B、8 C、10 D、12")
        + p("判断题", 1)
        + p("静音时客户听得见座席说话。（ × ）", 3)
        + p("结束语之后才可挂机。（ √ ）", 3),
        numbers=numbers,
    )


def circled_options() -> bytes:
    numbers = numbering(
        [[level(0, "decimal", "%1.")], [level(0, "decimalEnclosedCircle", "%1")]], [(0, False), (1, True), (1, True)]
    )
    return docx(
        p(SINGLE)
        + p("倾听的第一步是", 1)
        + "".join(p(t, 2) for t in ("停下手中的事", "打断", "记录姓名"))
        + p("答案：①")
        + p("受理时限从何时起算", 1)
        + "".join(p(t, 3) for t in ("来电", "派单", "回访"))
        + p("答案：②"),
        numbers=numbers,
    )


def numbered_by_style() -> bytes:
    styles = (
        '<w:style w:styleId="Timu"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="Xuanxiang"><w:pPr><w:numPr><w:ilvl '
        'w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbers = numbering(
        [[level(0, "decimal", "%1、", "Timu"), level(1, "upperLetter", "%2、", "Xuanxiang")]], [(0, False)]
    )
    body = p(SINGLE)
    for stem, options, key in (
        ("客户资料可给谁看", "本人|邻居|同事", "A"),
        ("通话录音保存多久", "一周|一月|两年", "C"),
    ):
        body += p(stem, style="Timu") + "".join(p(t, style="Xuanxiang") for t in options.split("|")) + p(f"答案：{key}")
    return docx(body, numbers=numbers, styles=styles)


def chapter_numbers() -> bytes:
    numbers = numbering([[level(0, "decimal", "第%1章"), level(1, "decimal", "%1.%2")]], [(0, False)])
    return docx(
        p("服务礼仪", 1)
        + p("微笑可以从声音里听出来。（√）", 1, 1)
        + p("称呼客户用“喂”。（×）", 1, 1)
        + p("业务受理", 1)
        + p("停机后仍可拨打紧急电话。（√）", 1, 1),
        numbers=numbers,
    )


def bracket_small_letters() -> bytes:
    numbers = numbering([[level(0, "decimal", "（%1）"), level(1, "lowerLetter", "%2)")]], [(0, False)])
    return docx(
        p(SINGLE)
        + p("外呼最晚不超过几点（ b ）", 1)
        + "".join(p(t, 1, 1) for t in ("18点", "21点", "24点"))
        + p("呼损是指（ a ）", 1)
        + "".join(p(t, 1, 1) for t in ("未接通的来电", "坏掉的耳机", "漏发的短信")),
        numbers=numbers,
    )


def options_two_by_two() -> bytes:
    return docx(
        p(SINGLE)
        + p("1. 宽带断线时先查（ D ）")
        + table(["A. 合同", "B. 发票"], ["C. 年龄", "D. 光猫灯"])
        + p("2. 资费争议先看（ B ）")
        + table(["A. 天气", "B. 账单"], ["C. 地图", "D. 星座"])
    )


def option_a_row() -> bytes:
    return docx(
        p(SINGLE)
        + p("1. 宽带断线时先查（ C ）")
        + table(["A", "合同"], ["B", "发票"], ["C", "光猫灯"])
        + p("2. 资费争议先看（ A ）")
        + table(["A", "账单"], ["B", "地图"], ["C", "星座"])
    )


def options_one_row() -> bytes:
    return docx(
        p(SINGLE)
        + p("1. 宽带断线时先查（ C ）")
        + table(["A.合同", "B.发票", "C.光猫灯", "D.年龄"])
        + p("2. 资费争议先看（ A ）")
        + table(["A.账单", "B.地图", "C.星座", "D.天气"])
    )


def item_rows() -> bytes:
    return docx(
        p("客服知识题库")
        + table(
            ["题号", "题目", "A", "B", "C", "D", "答案"],
            ["1", "一线首问负责人是", "接电话的人", "班长", "客户", "质检", "A"],
            ["2", "投诉升级条件有", "要求赔偿", "重复来电", "问天气", "媒体关注", "ABD"],
            ["3", "可以与客户争辩", "对", "错", "", "", "B"],
        )
    )


def items_in_cells() -> bytes:
    return docx(
        table(
            ["序号", "试题", "答案"],
            ["1", "来电三声内应（ ）\nA.接听\nB.挂断\nC.忽略", "A"],
            ["2", "下列是礼貌用语的有（ ）\nA.您好 B.喂 C.谢谢", "AC"],
            ["3", "录音可以外传", "×"],
        )
    )


def answer_table() -> bytes:
    body = p(SINGLE)
    for at in range(1, 6):
        body += p(f"{at}. 第{at}类故障的代号是（ ）") + p("A. 红 B. 黄 C. 蓝 D. 绿")
    return docx(
        body
        + p("参考答案")
        + table(["题号", "1", "2", "3"], ["答案", "B", "A", "D"], ["题号", "4", "5", ""], ["答案", "C", "B", ""])
    )


def answer_columns() -> bytes:
    body = p(SINGLE)
    for at in (1, 2):
        body += p(f"{at}. 第{at}类故障的代号是（ ）") + p("A. 红 B. 黄 C. 蓝 D. 绿")
    body += p("二、判断题") + p("1. 耳机要每日清洁。（ ）") + p("2. 座席可以共用账号。（ ）")
    merged = cell("单选题", '<w:vMerge w:val="restart"/>'), cell("", "<w:vMerge/>")
    judged_cells = cell("判断题", '<w:vMerge w:val="restart"/>'), cell("", "<w:vMerge/>")
    return docx(
        body
        + p("参考答案")
        + table(
            ["题型", "题号", "答案"],
            [merged[0], "1", "C"],
            [merged[1], "2", "D"],
            [judged_cells[0], "1", "√"],
            [judged_cells[1], "2", "×"],
        )
    )


def looks() -> bytes:
    body = p(SINGLE)
    for at, look in enumerate(("red", "bold", "line", "marked"), 1):
        body += p(f"{at}. 第{at}步该做什么") + p("A. 问好") + p(r("B. 核对身份", look)) + p("C. 道别")
    return docx(body)


def looks_on_a_line() -> bytes:
    return docx(
        p("一、多选题")
        + p("1. 核身要素有哪些")
        + p(r("A. 姓名 ", "red") + r("B. 天气 ") + r("C. 证件号", "red") + r(" D. 心情"))
        + p("2. 录单要素有哪些")
        + p(r("A. 诉求 ", "red") + r("B. 时间 ", "red") + r("C. 口味 ") + r("D. 星座"))
    )


def letter_in_colour() -> bytes:
    return docx(
        p(SINGLE)
        + p(r("1. 派单应在多久内完成（ ") + r("B", "red") + r(" ）"))
        + p("A. 一天 B. 半小时 C. 一周")
        + p(r("2. 结单前应（ ") + r("A", "white") + r(" ）"))
        + p("A. 回访 B. 删除 C. 重派")
    )


def emphasis_only() -> bytes:
    return docx(
        p(SINGLE)
        + p(r("1. 下列") + r("不属于", "bold") + r("服务禁语的是（ B ）"))
        + p("A. 不知道 B. 请稍等 C. 不归我管")
        + p(r("2. 以下说法") + r("错误", "line") + r("的是（ C ）"))
        + p("A. 先听 B. 再记 C. 不核对")
    )


def underlined_spaces() -> bytes:
    return docx(
        p("一、填空题")
        + p(r("1. 热线的核心是") + r("      ", "line") + r("，灵魂是") + r("      ", "line") + r("。"))
        + p(r("2. 服务监督电话是") + r("\t", "line") + r("。"))
        + lines("参考答案", "1. 倾听；同理心", "2. 12300")
    )


def underlined_answers() -> bytes:
    return docx(
        p("一、填空题")
        + p(r("1. 联通客服号码是") + r(" 10010 ", "line") + r("。"))
        + p(r("2. 三声之内") + r("接听", "line") + r("，结束时") + r("致谢", "line") + r("。"))
    )


def breaks_and_tabs() -> bytes:
    return docx(
        p(SINGLE)
        + p("1. 热线晚高峰通常在（ B ）\nA. 凌晨\nB. 晚八点\nC. 正午")
        + p("2. 一次解决率的英文缩写是（ C ）\nA. AHT\tB. ASA\tC. FCR\tD. CSAT")
    )
