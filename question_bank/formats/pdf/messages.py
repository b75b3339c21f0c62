"""The msgids of what is reported about PDF files."""

from foundation.errors import N_

ENCRYPTED = N_("这个 PDF 加了密，请去掉密码后再导入")
BROKEN = N_("这个 PDF 打不开，可能已损坏")
TOO_MANY_PAGES = N_("PDF 有 %(found)s 页，最多读 %(limit)s 页，请分成几份再导入")
TOO_MANY_CHARACTERS = N_("PDF 的文字超过 %(limit)s 个，请分成几份再导入")
TOO_SLOW = N_("这个 PDF 读了 %(seconds)s 秒还没有读完，没有采用；请另存为 Word 或文本后再导入")
PICTURES = N_("第 %(pages)s 页是图片，没有文字可读；请先做文字识别，或换成 Word、文本再导入")
NO_TEXT = N_("这个 PDF 里没有文字")
NO_MAP = N_(
    "第 %(pages)s 页的文字没有对应的字符（字体缺少 Unicode 对照），读出来会是乱码，没有采用；请换成 Word、文本再导入"
)
OCR = N_("第 %(pages)s 页是扫描图上的识别文字，可能有错字，请逐题核对")
FURNITURE = N_("每页重复的页眉、页脚或页码没有采用：“%(text)s”")
TURNED = N_("第 %(pages)s 页有 %(count)s 个竖排或转向的字没有采用")
OUTSIDE = N_("第 %(pages)s 页有 %(count)s 个字在页面之外，没有采用")
IMAGES = N_("第 %(pages)s 页有图片，PDF 里的图片不会带入，请在题目里补上")
COLUMNS = N_("第 %(pages)s 页读作两栏，请核对题目的先后")
MORE_COLUMNS = N_("第 %(pages)s 页读作三栏或更多，请核对题目的先后")
LINE_NUMBERS = N_("第 %(pages)s 页每行旁边的行号没有采用")
RULES = N_("页面上的横线读作填空位置，请核对")

REFUSED = {
    "encrypted": ENCRYPTED,
    "broken": BROKEN,
    "pages": TOO_MANY_PAGES,
    "characters": TOO_MANY_CHARACTERS,
    "memory": BROKEN,
}
