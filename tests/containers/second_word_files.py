"""Builders of `second_word`."""

import io

from docx import Document

from tests.containers.ooxml import docx, level, lines, numbering, p, r, table

SINGLE = "一、单选题"


def pairs_of_cells() -> bytes:
    return docx(
        p(SINGLE)
        + p("1. 断网先看（ C ）")
        + table(["A", "合同", "B", "发票"], ["C", "光猫", "D", "年龄"])
        + p("2. 涨价先看（ A ）")
        + table(["A", "账单", "B", "地图"], ["C", "星座", "D", "天气"])
    )


def library_made() -> bytes:
    made = Document()
    made.add_heading("单选题", 1)
    for stem, key in (("装机预约由谁确认", "B"), ("拆机需带什么", "A")):
        made.add_paragraph(stem, style="List Number")
        for text in ("A. 证件", "B. 客户", "C. 路人"):
            made.add_paragraph(text, style="List Bullet")
        made.add_paragraph(f"答案：{key}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def ranges_in_table() -> bytes:
    body = p(SINGLE) + "".join(p(f"{at}. 第{at}种工单的颜色（ ）") + p("A. 红 B. 黄 C. 蓝 D. 绿") for at in range(1, 8))
    return docx(body + p("答案") + table(["题号", "1-5", "6-7"], ["答案", "BADCB", "CA"]))


def no_head() -> bytes:
    return docx(
        table(
            ["1", "来电三声内应当做什么", "A.接听 B.挂断 C.忽略", "A"],
            ["2", "通话结束应当做什么", "A.沉默 B.致谢 C.抱怨", "B"],
            ["3", "工单派出之后应当做什么", "A.跟踪 B.遗忘 C.删除", "A"],
        )
    )


def ticked_columns() -> bytes:
    return docx(
        p("判断题")
        + table(
            ["题号", "题目", "对", "错"],
            ["1", "录音可以外传", "", "√"],
            ["2", "静音前应告知客户", "√", ""],
            ["3", "账号可以借用", "", "√"],
        )
    )


def cards() -> bytes:
    def card(*rows: list[str]) -> str:
        return table(*rows) + p("")

    return docx(
        card(
            ["题型", "单选题"],
            ["题目", "首问负责人是谁"],
            ["选项", "A.接电话的人\nB.班长\nC.客户"],
            ["答案", "A"],
            ["解析", "谁接谁负责"],
        )
        + card(
            ["题型", "多选题"],
            ["题目", "哪些属于禁语"],
            ["选项", "A.不知道\nB.请稍等\nC.你烦不烦"],
            ["答案", "AC"],
            ["解析", ""],
        )
        + card(["题型", "判断题"], ["题目", "可以先挂电话"], ["选项", ""], ["答案", "错"], ["解析", ""])
    )


def split_runs() -> bytes:
    return docx(
        p(SINGLE)
        + p(r("1") + r("．") + r("回访", "bold") + r("的目的是（") + r("　Ｂ") + r("　）"))
        + p(r("Ａ") + r("．催费") + r("　　Ｂ．") + r("确认解决") + r("　　Ｃ．闲聊"))
        + p(r("2．首次响应是") + r("指（Ａ）"))
        + p(r("Ａ．第一次回话　　Ｂ．第一次派单"))
    )


def headed() -> bytes:
    numbers = numbering(
        [[level(0, "chineseCounting", "%1、")], [level(0, "decimal", "第%1题"), level(1, "upperLetter", "(%2)")]],
        [(0, False), (1, True), (1, True)],
    )
    styles = '<w:style w:styleId="H1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    return docx(
        p("单选题（每题2分）", style="H1")
        + p("派单前要做什么（ B ）", 2)
        + p("拒绝", 2, 1)
        + p("核实", 2, 1)
        + p("忽略", 2, 1)
        + p("判断题（每题1分）", style="H1")
        + p("投诉可以不记录。（ × ）", 3)
        + p("建议也要记录。（ √ ）", 3),
        numbers=numbers,
        styles=styles,
    )


def tables_by_section() -> bytes:
    choice = ["题号", "题目", "A", "B", "C", "答案"]
    return docx(
        p("2024年客服题库")
        + p("一、单选题")
        + table(
            choice, ["1", "谁能查详单", "本人", "邻居", "同事", "A"], ["2", "谁能改密码", "路人", "本人", "店员", "B"]
        )
        + p("二、多选题")
        + table(
            choice, ["1", "哪些要登记", "投诉", "建议", "闲聊", "AB"], ["2", "哪些要上报", "泄密", "威胁", "问好", "AB"]
        )
        + p("三、判断题")
        + table(["题号", "题目", "答案"], ["1", "可以代客签字", "×"], ["2", "可以使用方言应答方言客户", "√"])
    )


def mixed() -> bytes:
    return docx(
        p("一、单选题")
        + table(
            ["题号", "题目", "A", "B", "C", "答案"],
            ["1", "谁能查详单", "本人", "邻居", "同事", "A"],
            ["2", "谁能改密码", "路人", "本人", "店员", "B"],
        )
        + lines("二、判断题", "1. 表格之后的判断题也是题。（ √ ）", "2. 表格之外的题可以丢掉。（ × ）")
    )


def broken_blanks() -> bytes:
    return docx(
        p("一、填空题")
        + p(r("1. 客户说话时要__") + r("____") + r("，不要") + r("   ", "line") + r("    ", "line") + r("。"))
        + p(r("2. 宽带速率单位是") + r("\t\t", "line") + r("（英文缩写）。"))
        + lines("答案：", "1. 倾听；打断", "2. Mbps")
    )


def word_page() -> bytes:
    page = (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">\r\n<head>\r\n'
        '<meta http-equiv=Content-Type content="text/html; '
        'charset=gb2312">\r\n<style><!-- p.MsoNormal {margin:0cm;} --></style>\r\n'
        "<!--[if gte mso 9]><xml><o:Author>1、假题</o:Author></xml><![endif]--></head>\r\n<body lang=ZH-CN>\r\n"
        "<p class=MsoNormal><b>一、单选题<o:p></o:p></b></p>\r\n"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>"
        "<span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>"
        "客户情绪激动时，座席首先\r\n应当（<span lang=EN-US>&nbsp;C </span>）</p>\r\n"
        "<p class=MsoNormal>A. 争辩<span style='mso-tab-count:1'>&nbsp;&nbsp;&nbsp; "
        "</span>B. 挂断<span style='mso-tab-count:1'>&nbsp;&nbsp; </span>C. 安抚</p>\r\n"
        "<p class=MsoNormal>2. 通话中需离席时应（&nbsp; ）</p><p class=MsoNormal>A. 直接离开</p><p "
        "class=MsoNormal><span style='color:red'>B. 告知客户</span></p><p class=MsoNormal>C. 静音</p>\r\n"
        "</body></html>"
    )
    return page.encode("gb18030")


def page_lists() -> bytes:
    return (
        "<!DOCTYPE html><html><body><h1>单选题</h1><ol><li>先查什么（B）<ol "
        "type=A><li>天气</li><li>工单</li><li>星座</li></ol></li>"
        "<li>再查什么（A）<ol type=A><li>账单</li><li>地图</li></ol></li></ol></body></html>"
    ).encode()


def page_option_rows() -> bytes:
    rows = [
        ["题号", "题目", "选项", "内容", "是否正确"],
        ["1", "先查什么", "A", "天气", "否"],
        ["", "", "B", "工单", "是"],
        ["", "", "C", "星座", "否"],
        ["2", "再查什么", "A", "账单", "是"],
        ["", "", "B", "地图", "否"],
    ]
    body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return f"<html><body><table>{body}</table></body></html>".encode()


def code(text: str) -> str:
    return "".join(c if ord(c) < 128 else "".join(f"\\'{b:02x}" for b in c.encode("gbk")) for c in text)


def rtf_listed() -> bytes:
    items = (
        "\\pard "
        + code("一、单选题")
        + "\\par {\\listtext\\f0 1.\\tab}"
        + code("谁先挂机（ B ）")
        + "\\par {\\listtext A.\\tab}"
        + code("座席")
        + "\\par {\\listtext B.\\tab}"
        + code("客户")
        + "\\par {\\listtext 2.\\tab}"
        + code("何时结单")
        + "\\par A. "
        + code("派出")
        + "\\par {\\cf1 B. "
        + code("回访后")
        + "}\\par C. "
        + code("来电")
        + "\\par "
    )
    rows = (
        "\\trowd\\cellx1000\\cellx2000 "
        + code("题号")
        + "\\cell 3\\cell\\row\\trowd\\cellx1000\\cellx2000 "
        + code("答案")
        + "\\cell A\\cell\\row "
    )
    third = code("3. 单号由谁给出（ ）") + "\\par A. " + code("系统") + " B. " + code("客户") + "\\par "
    return (
        "{\\rtf1\\ansi\\ansicpg936{\\colortbl;\\red220\\green0\\blue0;}{\\header "
        + code("页眉")
        + "\\par}"
        + items
        + third
        + rows
        + "}"
    ).encode()
