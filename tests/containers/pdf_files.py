"""Builders of `pdf_cases`."""

import io
import tempfile
from functools import cache
from pathlib import Path

import typst
from pypdf import PdfReader, PdfWriter

from tests.containers.truth import Asked, Case, one
from tests.pdf_samples import FONTS


@cache
def typeset(source: str, page: str = 'paper: "a4", margin: 20mm', size: float = 10.5) -> bytes:
    """Pages of a Typst source."""
    head = f'#set page({page})\n#set text(font: ("Noto Serif SC", "Noto Serif CJK SC"), size: {size}pt, lang: "zh")\n'
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        path = Path(folder) / "sample.typ"
        path.write_text(head + source, encoding="utf-8")
        return bytes(typst.compile(str(path), root=folder, font_paths=[str(FONTS)]))


def par(*lines: str) -> str:
    """A paragraph for each line."""
    return "".join(f"#par(text({line!r}))\n".replace("'", '"') for line in lines)


SUBJECTS = (
    "宽带报修",
    "资费争议",
    "携号转网",
    "漫游开通",
    "账单查询",
    "停机复机",
    "密码重置",
    "发票补开",
    "套餐变更",
    "合约解除",
    "信号投诉",
    "垃圾短信",
    "亲情号码",
    "国际来电",
    "光猫更换",
    "挂失补卡",
    "预约装机",
    "积分兑换",
)


def choices(count: int, keyed: bool = True, long: bool = False) -> tuple[list[str], tuple[Asked, ...]]:
    """Lines of a section of single choices, and their truth."""
    lines, truth = ["一、单选题"], []
    tail = "并且客户在电话里已经明确表示不愿意再次等待的时候" if long else ""
    for at in range(count):
        key = "ABCD"[at * 7 % 4]
        stem = f"{SUBJECTS[at]}{tail}应先做哪一步"
        options = [f"核对{SUBJECTS[at][:2]}", f"安抚{at + 1}次", "转接", "记录后派单"]
        lines.append(f"{at + 1}. {stem}（ {key if keyed else ' '} ）")
        lines += [f"{'ABCD'[n]}. {text}" for n, text in enumerate(options)]
        truth.append(one(stem, "|".join(options), key if keyed else None))
    return lines, tuple(truth)


def in_columns(count: int, columns: int, long: bool = False, page: str = "") -> Case:
    lines, truth = choices(count, long=long)
    return Case(
        f"{columns}栏{'折行' if long else ''}.pdf",
        lambda: typeset(par(*lines), f'paper: "a4", margin: 15mm, columns: {columns}{page}', 9),
        truth,
    )


def furniture() -> bytes:
    lines, _ = choices(14)
    return typeset(
        par(*lines),
        'paper: "a4", margin: 20mm, header: [热线中心内部试卷 #h(1fr) 绝密], '
        "footer: context [第 #counter(page).display() 页 共 3 页]",
    )


def line_numbers() -> bytes:
    return typeset('#set par.line(numbering: "1")\n' + par(*choices(6)[0]))


def broken_pages() -> bytes:
    return typeset(par(*choices(8, long=True)[0]), 'width: 120mm, height: 90mm, margin: 10mm, numbering: "1"')


def last_page(table: bool) -> bytes:
    lines, _ = choices(6, keyed=False)
    keys = "CADBBA"
    if table:
        cells = ", ".join(f'"{c}"' for c in ("题号", *"123456", "答案", *keys))
        end = f"#pagebreak()\n{par('参考答案')}#table(columns: 7, {cells})"
    else:
        end = f"#pagebreak()\n{par('参考答案', '一、单选题', '1-5 CADBB 6 A')}"
    return typeset(par(*lines) + end)


def grid(columns: str, *cells: str) -> str:
    return (
        f"#table(columns: {columns}, "
        + ", ".join("[" + c.replace("*", "\\*").replace("#", "\\#").replace("_", "\\_") + "]" for c in cells)
        + ")\n"
    )


def option_rows() -> bytes:
    return typeset(
        par("一、单选题", "1. 宽带断线时先查（ C ）")
        + grid("(15mm, 1fr)", "A", "合同", "B", "发票", "C", "光猫灯")
        + par("2. 资费争议先看（ A ）")
        + grid("(15mm, 1fr)", "A", "账单", "B", "地图", "C", "星座")
    )


def option_rows_one_table() -> bytes:
    return typeset(
        grid(
            "(12mm, 60mm, 12mm, 1fr, 15mm)",
            "题号",
            "题目",
            "选项",
            "内容",
            "正确",
            "1",
            "宽带断线时先查什么",
            "A",
            "合同",
            "",
            "",
            "",
            "B",
            "发票",
            "",
            "",
            "",
            "C",
            "光猫灯",
            "√",
            "2",
            "资费争议先看什么",
            "A",
            "账单",
            "√",
            "",
            "",
            "B",
            "地图",
            "",
            "",
            "",
            "C",
            "星座",
            "",
        )
    )


def option_rows_spanned() -> bytes:
    return typeset(
        "#table(columns: (12mm, 60mm, 1fr, 15mm), [题号], [题目], [选项], [答案], table.cell(rowspan: "
        "3)[1], table.cell(rowspan: 3)[宽带断线时先查什么], [A. 合同], table.cell(rowspan: 3)[C],"
        " [B. 发票], [C. 光猫灯], table.cell(rowspan: 3)[2], table.cell(rowspan: "
        "3)[资费争议先看什么], [A. 账单], table.cell(rowspan: 3)[A], [B. 地图], [C. 星座])"
    )


def item_rows() -> bytes:
    return typeset(
        grid(
            "(10mm, 45mm, 1fr, 1fr, 1fr, 12mm)",
            "题号",
            "题目",
            "A",
            "B",
            "C",
            "答案",
            "1",
            "客户来电反映宽带一到晚上就断线，座席接到之后应当最先做什么",
            "核对客户身份并确认地址",
            "转接",
            "挂断",
            "A",
            "2",
            "下列哪些可以作为升级投诉的条件，请选出所有的条件",
            "客户多次来电要求赔偿而未获得答复",
            "问天气",
            "媒体关注",
            "AC",
        )
    )


def options_side_by_side() -> bytes:
    return typeset(
        par("一、单选题", "1. 宽带断线时先查（ D ）")
        + "#grid(columns: (1fr, 1fr), row-gutter: 6pt, [A. 合同], [B. 发票], [C. 年龄], [D. 光猫灯])\n"
        + par("2. 资费争议先看（ B ）")
        + "#grid(columns: (1fr, 1fr, 1fr, 1fr), [A. 天气], [B. 账单], [C. 地图], [D. 星座])\n"
    )


def turned(angle: int) -> bytes:
    """The pages as a scanner's owner keeps them: the paper lies, the viewer turns it."""
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(typeset(par(*choices(4)[0])))).pages:
        writer.add_page(page)
        writer.pages[-1].rotate(angle)
        if angle == 90:
            writer.pages[-1].transfer_rotation_to_content()
            writer.pages[-1].rotate(90)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked(owner_only: bool) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(typeset(par(*choices(3)[0]))))
    writer.encrypt("" if owner_only else "geheim", "owner", algorithm="AES-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def sealed() -> bytes:
    body = par(*choices(10)[0])
    seal = (
        "background: place(left + horizon, dx: 4mm, "
        "rotate(-90deg, reflow: true)[姓名＿＿＿ 单位＿＿＿ 密封线内不要答题])"
    )
    return typeset(body, f"width: 420mm, height: 297mm, margin: (left: 35mm, rest: 15mm), columns: 2, {seal}")


def watermark() -> bytes:
    return typeset(
        par(*choices(6)[0]),
        'paper: "a4", margin: 20mm, background: rotate(-45deg, text(60pt, fill: luma(220))[内部资料])',
    )


def coloured() -> bytes:
    lines = [
        f"#par(text({line!r}{', fill: red' if line.startswith('B.') else ''}))\n".replace("'", '"')
        for line in choices(4, keyed=False)[0]
    ]
    return typeset("".join(lines))


def ruled() -> bytes:
    blank = "#box(width: 20mm, stroke: (bottom: 0.5pt))"
    return typeset(
        par("一、填空题")
        + f"1. 服务的核心是{blank}，灵魂是{blank}。\n\n2. 监督热线是{blank}。\n\n"
        + par("参考答案", "1. 倾听；同理心", "2. 12300")
    )
