//! What was expected, in plain words and both languages. Who finds it missing is not known here.

use crate::base::text::Text;

/// Names listed in full before the rest is only counted.
const LISTED_NAMES: usize = 12;

pub(super) fn text() -> Text {
    Text::new("以英文双引号括起的文字", "text in double quotes")
}

pub(super) fn truth() -> Text {
    Text::new("true 或 false", "true or false")
}

pub(super) fn character() -> Text {
    Text::new("以英文单引号括起的一个字符", "one character in single quotes")
}

pub(super) fn number() -> Text {
    Text::new("数字", "a number")
}

pub(super) fn whole_number(least: i128, most: i128) -> Text {
    Text::new(
        format!("{least} 至 {most} 之间的整数"),
        format!("a whole number from {least} to {most}"),
    )
}

pub(super) fn value() -> Text {
    Text::new("一个值", "a value")
}

pub(super) fn list() -> Text {
    Text::new("列表 [ … ]", "a list [ … ]")
}

pub(super) fn map() -> Text {
    Text::new("对照表 { 键: 值, … }", "a map { key: value, … }")
}

pub(super) fn nothing() -> Text {
    Text::new("空括号 ()", "empty parentheses ()")
}

pub(super) fn tuple(length: usize) -> Text {
    Text::new(
        format!("圆括号内的 {length} 项 ( … )"),
        format!("{length} items in parentheses ( … )"),
    )
}

pub(super) fn structure(fields: &[&str]) -> Text {
    Text::new(
        format!("圆括号内的字段 (字段: 值, …)，可用字段：{}", names(fields, "、", "共")),
        format!("fields in parentheses (field: value, …) out of: {}", names(fields, ", ", "")),
    )
}

pub(super) fn one_field(fields: &[&str]) -> Text {
    if fields.is_empty() {
        return Text::new("此处不设字段", "no field here");
    }
    Text::new(
        format!("下列字段之一：{}", names(fields, "、", "共")),
        format!("one of the fields: {}", names(fields, ", ", "")),
    )
}

pub(super) fn one_variant(variants: &[&str]) -> Text {
    Text::new(
        format!("下列之一：{}", names(variants, "、", "共")),
        format!("one of: {}", names(variants, ", ", "")),
    )
}

fn names(names: &[&str], separator: &str, in_all: &str) -> String {
    let mut listed = names[..names.len().min(LISTED_NAMES)].join(separator);
    if names.len() > LISTED_NAMES {
        let count = names.len();
        listed += &match in_all {
            "" => format!(" … ({count} in all)"),
            _ => format!(" …({in_all} {count} 项)"),
        };
    }
    listed
}

pub(super) fn missing_field(field: &str) -> Text {
    Text::new(
        format!("含有字段 {field}（此处缺少）"),
        format!("the field {field}, which is missing here"),
    )
}

pub(super) fn field_once() -> Text {
    Text::new("每个字段只写一次", "each field only once")
}

pub(super) fn key_once() -> Text {
    Text::new("每个键只写一次", "each key only once")
}

pub(super) fn struct_name(name: &str) -> Text {
    Text::new(format!("{name} 或不写名称"), format!("{name}, or no name"))
}

pub(super) fn bare_variant(name: &str) -> Text {
    Text::new(format!("{name}，后面不带括号"), format!("{name} without parentheses"))
}

pub(super) fn variant_with_content(name: &str) -> Text {
    Text::new(format!("{name}( … )，括号内为其内容"), format!("{name}( … ) with its content"))
}

pub(super) fn token(token: &str) -> Text {
    Text::new(format!("“{token}”"), format!("`{token}`"))
}

pub(super) fn closing(closer: char) -> Text {
    Text::new(format!("与之配对的“{closer}”"), format!("a matching `{closer}`"))
}

pub(super) fn field_and_value() -> Text {
    Text::new("字段: 值", "field: value")
}

pub(super) fn end_of_file() -> Text {
    Text::new("文件到此结束", "the end of the file")
}

pub(super) fn closed_text() -> Text {
    Text::new("以引号结束的文字", "text that a quote ends")
}

pub(super) fn closed_comment() -> Text {
    Text::new("以 */ 结束的注释", "a comment that */ ends")
}

pub(super) fn escape() -> Text {
    Text::new(
        r#"转义字符：\n \r \t \0 \\ \" \' \xNN \u{N}"#,
        r#"one of the escapes \n \r \t \0 \\ \" \' \xNN \u{N}"#,
    )
}

pub(super) fn nesting(limit: u32) -> Text {
    Text::new(format!("嵌套不超过 {limit} 层"), format!("at most {limit} levels of nesting"))
}

pub(super) fn size(limit: usize) -> Text {
    Text::new(
        format!("文件不超过 {} MiB", limit >> 20),
        format!("a file of at most {} MiB", limit >> 20),
    )
}

pub(super) fn finite() -> Text {
    Text::new("有限范围内的数字", "a number within range")
}

pub(super) fn at_most(limit: usize) -> Text {
    Text::new(
        format!("先改正以上 {limit} 处，再检查其余"),
        format!("the {limit} above to be mended first"),
    )
}

pub(super) fn full_width(ascii: char) -> Text {
    Text::new(
        format!("这是全角符号，请改用半角“{ascii}”"),
        format!("this is a full-width character: use `{ascii}`"),
    )
}

pub(super) fn quotes_off(name: &str) -> Text {
    Text::new(format!("去掉引号，写作 {name}"), format!("write {name} without quotes"))
}

pub(super) fn quotes_on(name: &str) -> Text {
    Text::new(format!("加上引号，写作 \"{name}\""), format!("write \"{name}\" in quotes"))
}
