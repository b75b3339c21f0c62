"""PDF files, first batch: set by Typst from source of our own; columns, furniture, tables, pages that turn."""

from tests.containers.pdf_files import (
    broken_pages,
    choices,
    coloured,
    furniture,
    in_columns,
    item_rows,
    last_page,
    line_numbers,
    locked,
    option_rows,
    option_rows_one_table,
    option_rows_spanned,
    options_side_by_side,
    par,
    ruled,
    sealed,
    turned,
    typeset,
    watermark,
)
from tests.containers.truth import Case, blanks, many, one
from tests.pdf_samples import page_of, scanned

KEYED = tuple(
    one(q.stem, "|".join(q.options), key) for q, key in zip(choices(6, keyed=False)[1], "CADBBA", strict=True)
)
FOUR = choices(4)[1]
CASES = (
    in_columns(18, 3),
    in_columns(18, 3, long=True),
    in_columns(16, 2),
    in_columns(16, 2, long=True),
    in_columns(18, 4, page=", flipped: true"),
    Case("眉脚.pdf", furniture, choices(14)[1]),
    Case("行号.pdf", line_numbers, choices(6)[1]),
    Case("跨页.pdf", broken_pages, choices(8, long=True)[1]),
    Case("末页答案.pdf", lambda: last_page(False), KEYED),
    Case("末页答案表.pdf", lambda: last_page(True), KEYED),
    Case(
        "选项成行.pdf",
        option_rows,
        (one("宽带断线时先查", "合同|发票|光猫灯", "C"), one("资费争议先看", "账单|地图|星座", "A")),
    ),
    Case(
        "选项成行大表.pdf",
        option_rows_one_table,
        (one("宽带断线时先查什么", "合同|发票|光猫灯", "C"), one("资费争议先看什么", "账单|地图|星座", "A")),
    ),
    Case(
        "选项成行跨行.pdf",
        option_rows_spanned,
        (one("宽带断线时先查什么", "合同|发票|光猫灯", "C"), one("资费争议先看什么", "账单|地图|星座", "A")),
    ),
    Case(
        "题目表.pdf",
        item_rows,
        (
            one("客户来电反映宽带一到晚上就断线，座席接到之后应当最先做什么", "核对客户身份并确认地址|转接|挂断", "A"),
            many(
                "下列哪些可以作为升级投诉的条件，请选出所有的条件",
                "客户多次来电要求赔偿而未获得答复|问天气|媒体关注",
                "AC",
            ),
        ),
    ),
    Case(
        "选项并排.pdf",
        options_side_by_side,
        (one("宽带断线时先查", "合同|发票|年龄|光猫灯", "D"), one("资费争议先看", "天气|账单|地图|星座", "B")),
    ),
    Case("横放.pdf", lambda: turned(90), FOUR),
    Case("倒置.pdf", lambda: turned(180), FOUR),
    Case("小字.pdf", lambda: typeset(par(*choices(12)[0]), size=4), choices(12)[1]),
    Case(
        "无映射.pdf",
        lambda: page_of(
            b"BT /F1 12 Tf 72 700 Td <00410042004300440045> Tj 0 -20 Td <00460047004800490050> Tj ET",
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts "
            b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Odd /CIDSystemInfo "
            b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor "
            b"<< /Type /FontDescriptor /FontName /Odd /Flags 4 >> >>] >>",
        ),
        refused="字体|编码|映射",
    ),
    Case("扫描.pdf", scanned, refused="图片|扫描"),
    Case("加密.pdf", lambda: locked(False), refused="密码|加密"),
    Case("限制打印.pdf", lambda: locked(True), choices(3)[1]),
    Case("密封线.pdf", sealed, choices(10)[1]),
    Case("水印.pdf", watermark, choices(6)[1]),
    Case("红字.pdf", coloured, choices(4, keyed=False)[1]),
    Case(
        "划线.pdf", ruled, (blanks("服务的核心是____，灵魂是____", "倾听", "同理心"), blanks("监督热线是____", "12300"))
    ),
)
