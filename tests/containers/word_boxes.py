"""Word files, first batch: boxes, notes, revisions, fields, formulas, pictures, and what only calls itself Word."""

from tests.containers.ooxml import docx
from tests.containers.truth import Case, judged, one, written
from tests.containers.word_named_files import (
    checkboxes,
    compound,
    html_doc,
    layout_table,
    mht,
    nested,
    rtf_doc,
    rtf_unicode,
)
from tests.containers.word_odd_files import (
    controls,
    deleted_mark,
    fields_and_feet,
    formulas,
    hidden,
    illustrated,
    macros,
    notes,
    oddments,
    revised,
    strict,
    text_box,
    vml_box,
)

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
