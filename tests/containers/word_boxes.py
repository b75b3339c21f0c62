"""Word files, first batch: boxes, notes, revisions, fields, formulas, pictures, and what only calls itself Word."""

import base64
import io

from PIL import Image

from tests.containers.ooxml import SPACES, W, docx, lines, p, picture, r, table
from tests.containers.truth import Case, judged, one, written

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


def html_doc() -> bytes:
    return (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta "
        "charset=utf-8><title>题</title><style>p{margin:0}</style></head><body>"
        "<h2>一、单选题</h2><p>1. 网页另存的题是（ B ）</p><p>A. 假的&nbsp;&nbsp;B. 真的&nbsp;&nbsp;C. 空的</p>"
        "<p>2. 换行在格里的题是（ A ）<br>A. 可读<br>B. 不可读</p></body></html>"
    ).encode()


def rtf_doc() -> bytes:
    def code(text: str) -> str:
        return "".join(c if ord(c) < 128 else "".join(f"\\'{b:02x}" for b in c.encode("gbk")) for c in text)

    body = "\\par\n".join(
        code(t)
        for t in (
            "一、单选题",
            "1. 写字板存的题是（ B ）",
            "A. 甲类\\tab B. 乙类\\tab C. 丙类",
            "2. 编码是国标的题（ A ）",
            "A. 是 B. 否",
        )
    )
    return (
        "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\fnil\\fcharset134 SimSun;}}"
        "{\\colortbl;\\red255\\green0\\blue0;}\\viewkind4\\uc1\\pard\\f0 " + body + "\\par}"
    ).encode("ascii")


def rtf_unicode() -> bytes:
    body = "\\par ".join(
        "".join(c if ord(c) < 128 else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in t)
        for t in ("一、判断题", "1. 统一码的题读得出。（ √ ）", "2. 乱码也算读出。（ × ）")
    )
    return ("{\\rtf1\\ansi\\uc1{\\info{\\author x}}{\\*\\generator W;}\\pard " + body + "\\par}").encode("ascii")


def compound(*names: str) -> bytes:
    """The beginning of an OLE compound file whose directory names these streams."""
    entries = b"".join(n.encode("utf-16-le").ljust(64, b"\0") + b"\0" * 64 for n in ("Root Entry", *names))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + b"\x3e\0\x03\0\xfe\xff\x09\0" + b"\0" * 480 + entries


def layout_table() -> bytes:
    return docx(
        table(
            [
                p("一、单选题") + p("1. 版式表里的题（ A ）") + p("A. 照读 B. 丢掉 C. 报错"),
                p("二、判断题") + p("1. 右栏的题也要读。（ √ ）"),
            ]
        )
    )


def nested() -> bytes:
    inner = table(["A. 照读", "B. 丢掉"], ["C. 报错", "D. 合并"])
    return docx(
        p(SINGLE)
        + table(
            [
                f"<w:tc><w:tcPr/>{p('1. 格内还有表的题（ A ）')}{inner}"
                f"{p('2. 表后的题（ B ）')}{p('A. 甲 B. 乙 C. 丙')}</w:tc>"
            ]
        )
    )


def checkboxes() -> bytes:
    def box(on: int) -> str:
        return (
            f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{on}"/></w14:checkbox>'
            f"</w:sdtPr><w:sdtContent>{r('☒' if on else '☐')}</w:sdtContent></w:sdt>"
        )

    return docx(
        p(SINGLE) + p("1. 哪项是礼貌用语") + p(box(0) + r("A. 喂")) + p(box(1) + r("B. 您好")) + p(box(0) + r("C. 哎"))
    )


def mht() -> bytes:
    html = base64.b64encode(
        "<html><body><p>一、判断题</p><p>1. 单文件网页里的题。（ √ ）</p></body></html>".encode()
    ).decode()
    return (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; "
        'boundary="b1"\r\n\r\n--b1\r\nContent-Type: text/html; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{html}\r\n--b1--\r\n"
    ).encode()


CASES = (
    Case(
        "文本框.docx",
        text_box,
        (one("框里的第一问是", "称呼|资费|天气", "A"), one("框外的第二问是", "天气|诉求|口味", "B")),
    ),
    Case(
        "老式文本框.docx",
        vml_box,
        (one("框外的第一问是", "称呼|资费|天气", "A"), one("老式框里的问是", "天气|诉求|口味", "B")),
    ),
    Case(
        "脚注批注.docx",
        notes,
        (one("工单闭环的终点是", "派单|接单|回访", "C"), one("服务红线是", "泄密|微笑|记录", "A")),
        told="脚注",
    ),
    Case(
        "修订.docx",
        revised,
        (
            one("客户要求注销时应先", "拒绝|拖延|核身", "C"),
            one("欠费停机后仍能", "上网|拨打报警电话|漫游", "B"),
            one("移到这里的题", "是|否|未知", "A"),
        ),
        told="修订|删除",
    ),
    Case("删掉的段落标记.docx", deleted_mark, (one("这一段被接到下一段之后是", "一题|两题|三题", "A"),)),
    Case(
        "隐藏文字.docx",
        hidden,
        (one("夜间值守几人", "一人|两人|三人"), one("交接班要写", "日志|诗|信", "A")),
        told="隐藏",
    ),
    Case(
        "域与页眉.docx",
        fields_and_feet,
        (one("首问责任制由谁承担", "首接人|班长|经理", "A"), one("结束通话由谁先挂", "座席|客户|系统", "B")),
    ),
    Case(
        "内容控件.docx",
        controls,
        (
            one("客户情绪激动时应", "争辩|倾听|沉默", "B"),
            one("服务时限以工单为准的是", "限时单|留言|闲聊", "A"),
            written("简述安抚客户的三个步骤"),
        ),
    ),
    Case(
        "拼音符号链接.docx",
        oddments,
        (judged("咨询类工单当日办结", True), judged("官网是www.example.cn", False), judged("工单号形如KF-2024", True)),
    ),
    Case(
        "公式.docx",
        formulas,
        (
            one("接通率等于(接通量)/(呼入量)，若分母为零则", "一|零|无意义", "C"),
            one("x²在 x 为 3 时等于", "6|9|12", "B"),
        ),
        told="公式",
    ),
    Case(
        "图片png.docx",
        lambda: illustrated("png"),
        (one("图中指示灯表示［图 image1.png｜光猫］", "断网|正常|升级", "A"), one("红灯时应", "重装|报修|忽略", "B")),
    ),
    Case(
        "图片emf.docx",
        lambda: illustrated("emf"),
        (one("图中指示灯表示［图 image1.emf｜光猫］", "断网|正常|升级", "A"), one("红灯时应", "重装|报修|忽略", "B")),
    ),
    Case("严格格式.docx", strict, (one("严格格式也要读", "是|否|或许", "A"),)),
    Case("带宏.docm", macros, (one("带宏的文件里的题", "跑宏|只读字|拒收", "B"),)),
    Case(
        "网页另存.doc",
        html_doc,
        (one("网页另存的题是", "假的|真的|空的", "B"), one("换行在格里的题是", "可读|不可读", "A")),
    ),
    Case("写字板.doc", rtf_doc, (one("写字板存的题是", "甲类|乙类|丙类", "B"), judged("编码是国标的题", True))),
    Case("统一码.rtf", rtf_unicode, (judged("统一码的题读得出", True), judged("乱码也算读出", False))),
    Case("老Word.doc", lambda: compound("WordDocument", "1Table"), refused="另存|docx"),
    Case("加密.docx", lambda: compound("EncryptedPackage", "EncryptionInfo"), refused="密码|加密"),
    Case("空白.docx", lambda: docx(""), refused="空|没有"),
    Case("版式表.docx", layout_table, (one("版式表里的题", "照读|丢掉|报错", "A"), judged("右栏的题也要读", True))),
    Case("嵌套表.docx", nested, (one("格内还有表的题", "照读|丢掉|报错|合并", "A"), one("表后的题", "甲|乙|丙", "B"))),
    Case("勾选框.docx", checkboxes, (one("哪项是礼貌用语", "喂|您好|哎", None),)),
    Case("单文件网页.doc", mht, (judged("单文件网页里的题", True),)),
)
