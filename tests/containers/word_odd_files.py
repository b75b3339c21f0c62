"""Builders of `word_boxes`."""

import io

from PIL import Image

from tests.containers.ooxml import SPACES, W, docx, lines, p, picture, r

SINGLE = "一、单选题"


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (24, 24), (20, 90, 160)).save(out, "PNG")
    return out.getvalue()


def boxed(inner: str, fallback: str = "") -> str:
    """A paragraph that anchors a text box, new and old form."""
    return (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'>"
        f"<w:drawing><wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent>"
        f"</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict><v:shape><v:textbox><w:txbxContent>{fallback or inner}"
        "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def text_box() -> bytes:
    return docx(
        p(SINGLE)
        + boxed(p("1. 框里的第一问是（ A ）") + p("A. 称呼 B. 资费 C. 天气"))
        + lines("2. 框外的第二问是（ B ）", "A. 天气 B. 诉求 C. 口味")
    )


def vml_box() -> bytes:
    old = (
        f"<w:p><w:r><w:pict><v:shape><v:textbox>"
        f"<w:txbxContent>{p('2. 老式框里的问是（ B ）')}{p('A. 天气 B. 诉求 C. 口味')}</w:txbxContent>"
        f"</v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    return docx(p(SINGLE) + lines("1. 框外的第一问是（ A ）", "A. 称呼 B. 资费 C. 天气") + old)


def notes() -> bytes:
    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    comment = (
        '<w:commentRangeStart w:id="1"/>',
        '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>',
    )
    return docx(
        p(SINGLE)
        + p(r("1. 工单闭环的终点是") + mark + r("（ C ）"))
        + p("A. 派单 B. 接单 C. 回访")
        + p(comment[0] + r("2. 服务红线是（ A ）") + comment[1])
        + p("A. 泄密 B. 微笑 C. 记录"),
        parts={
            "footnotes.xml": (
                "footnotes",
                "rIdF",
                f'<w:footnotes {SPACES}><w:footnote w:id="2">{p("见工单规范第三章")}</w:footnote></w:footnotes>',
            ),
            "comments.xml": (
                "comments",
                "rIdC",
                f'<w:comments {SPACES}><w:comment w:id="1" w:author="张">{p("答案应改成 B")}</w:comment></w:comments>',
            ),
        },
    )


def revised() -> bytes:
    ins = '<w:ins w:id="1" w:author="x">', "</w:ins>"
    gone = '<w:del w:id="2" w:author="x"><w:r><w:delText xml:space="preserve">{}</w:delText></w:r></w:del>'
    return docx(
        p(SINGLE)
        + p(r("1. 客户要求注销时应先（ ") + gone.format("A") + ins[0] + r("C") + ins[1] + r(" ）"))
        + p("A. 拒绝 B. 拖延 C. 核身")
        + p(r("2. 欠费停机后") + gone.format("不能") + r("仍能（ B ）"))
        + p(r("A. 上网 ") + ins[0] + r("B. 拨打报警电话 ") + ins[1] + r("C. 漫游"))
        + f'<w:p><w:moveFrom w:id="5">{r("3. 被移走的旧题（ A ）")}</w:moveFrom></w:p>'
        + f'<w:p><w:moveTo w:id="6">{r("3. 移到这里的题（ A ）")}</w:moveTo></w:p>'
        + p("A. 是 B. 否 C. 未知"),
    )


def deleted_mark() -> bytes:
    first = f'<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>{r("1. 这一段被接到下一")}</w:p>'
    return docx(p(SINGLE) + first + p("段之后是（ A ）") + p("A. 一题 B. 两题 C. 三题"))


def hidden() -> bytes:
    return docx(
        p(SINGLE)
        + p(r("1. 夜间值守几人（ ") + r("B", "hidden") + r(" ）"))
        + p("A. 一人 B. 两人 C. 三人")
        + p(r("2. 交接班要写（ A ）") + r("（出题人注：旧题）", "hidden"))
        + p("A. 日志 B. 诗 C. 信")
    )


def field(code: str, shown: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
        f'<w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def fields_and_feet() -> bytes:
    head = f"<w:hdr {SPACES}>{p('内部资料 1、页眉里的字')}</w:hdr>"
    foot = f"<w:ftr {SPACES}>{p(r('第 ') + field('PAGE', '1') + r(' 页'))}</w:ftr>"
    columns = '<w:p><w:pPr><w:sectPr><w:cols w:num="2"/></w:sectPr></w:pPr></w:p>'
    return docx(
        p(SINGLE)
        + p(field("SEQ q", "1") + r(". 首问责任制由谁承担（ A ）"))
        + p("A. 首接人 B. 班长 C. 经理")
        + columns
        + p(f'<w:fldSimple w:instr=" SEQ q ">{r("2")}</w:fldSimple>' + r(". 结束通话由谁先挂（ B ）"))
        + p("A. 座席 B. 客户 C. 系统"),
        parts={"header1.xml": ("header", "rIdH", head), "footer1.xml": ("footer", "rIdP", foot)},
    )


def controls() -> bytes:
    def sdt(inner: str, props: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{props}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    placeholder = sdt(r("单击此处输入答案"), "<w:showingPlcHdr/>")
    return docx(
        sdt(p(SINGLE) + p("1. 客户情绪激动时应（ B ）") + p("A. 争辩 B. 倾听 C. 沉默"))
        + p(r("2. 服务时限以") + sdt(r("工单")) + r("为准的是（ A ）"))
        + p("A. 限时单 B. 留言 C. 闲聊")
        + p("二、简答题")
        + p("1. 简述安抚客户的三个步骤。")
        + p(placeholder)
    )


def oddments() -> bytes:
    ruby = f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('zī')}</w:rt><w:rubyBase>{r('咨')}</w:rubyBase></w:ruby></w:r>"
    return docx(
        p("一、判断题")
        + p(
            r("1. ")
            + ruby
            + r("询类工单当日办结。（ ")
            + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
            + r(" ）")
        )
        + p(
            r("2. 官网是")
            + f'<w:hyperlink r:id="rIdX">{r("www.example.cn")}</w:hyperlink>'
            + r("。（ ")
            + '<w:r><w:sym w:font="Wingdings 2" w:char="F04F"/></w:r>'
            + r(" ）")
        )
        + p(r("3. 工单号形如 KF") + "<w:r><w:noBreakHyphen/></w:r>" + r("2024。（ √ ）"))
    )


def formulas() -> bytes:
    fraction = (
        "<m:oMath><m:f><m:num><m:r><m:t>接通量</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>呼入量</m:t></m:r></m:den></m:f></m:oMath>"
    )
    power = (
        "<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    return docx(
        p(SINGLE)
        + p(r("1. 接通率等于") + fraction + r("，若分母为零则（ C ）"))
        + p("A. 一 B. 零 C. 无意义")
        + p(r("2. ") + power + r("在 x 为 3 时等于（ B ）"))
        + p("A. 6 B. 9 C. 12")
    )


def illustrated(kind: str) -> bytes:
    data = png() if kind == "png" else b"\x01\x00\x00\x00" + b"\0" * 36 + b" EMF" + b"\0" * 60
    parts = {f"media/image1.{kind}": ("image", "rIdI", data)}
    return docx(
        p(SINGLE)
        + p(r("1. 图中指示灯表示") + picture("rIdI", "光猫") + r("（ A ）"))
        + p("A. 断网 B. 正常 C. 升级")
        + lines("2. 红灯时应（ B ）", "A. 重装 B. 报修 C. 忽略"),
        parts=parts,
    )


def strict() -> bytes:
    made = docx(p(SINGLE) + lines("1. 严格格式也要读（ A ）", "A. 是 B. 否 C. 或许"))
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            text = text.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                "http://purl.oclc.org/ooxml/officeDocument/relationships",
            )
            new.writestr(name, text)
    return out.getvalue()


def macros() -> bytes:
    return docx(
        p(SINGLE) + lines("1. 带宏的文件里的题（ B ）", "A. 跑宏 B. 只读字 C. 拒收"),
        main="application/vnd.ms-word.document.macroEnabled.main+xml",
        parts={"vbaProject.bin": ("vbaProject", "rIdV", b"\xd0\xcf\x11\xe0" + b"\0" * 200)},
    )
