//! How serde walks the spanned tree: one method for each type that can be asked for. Recording and
//! mending what does not fit is `decode`'s.

mod variant;

use serde::de::{
    DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor,
    value::StrDeserializer,
};

use super::decode::{At, Failure, Session, Slot};
use super::reader::{decimal, whole_number};
use super::stand_in::StandIn;
use super::tree::{Kind, NodeIndex};
use super::wording;
use crate::base::problem::{did_you_mean, nearest};
use crate::base::text::Text;
use variant::Variant;

/// A structure's fields.
pub(super) struct Structure<'a> {
    at: At<'a>,
    slots: std::vec::IntoIter<(&'static str, Slot)>,
    current: Option<(&'static str, Slot)>,
}

impl<'a> Structure<'a> {
    pub(super) fn new(at: At<'a>, slots: Vec<(&'static str, Slot)>) -> Self {
        Self { at, slots: slots.into_iter(), current: None }
    }
}

impl<'de> MapAccess<'de> for Structure<'_> {
    type Error = Failure;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        self.current = self.slots.next();
        let Some((name, _)) = self.current else { return Ok(None) };
        let name: StrDeserializer<'_, Failure> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Failure> {
        match self.current {
            Some((_, Slot::Written(node))) => self.at.session.enter(node, seed),
            Some((field, Slot::Supplied)) => self.at.supply(field, seed),
            None => Err(Failure::Settled),
        }
    }
}

/// Items of a list, or of a tuple, which has a stand-in for each one that lacks.
struct Items<'a> {
    session: &'a Session<'a>,
    items: std::slice::Iter<'a, NodeIndex>,
    is_tuple: bool,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Failure;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        for item in self.items.by_ref() {
            if self.is_tuple || !self.session.is_left_out(*item) {
                return self.session.enter(*item, seed).map(Some);
            }
        }
        if self.is_tuple { seed.deserialize(StandIn::new()).map(Some) } else { Ok(None) }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// Entries of a map, or the fields of a structure read as one.
struct Entries<'a> {
    session: &'a Session<'a>,
    entries: std::vec::IntoIter<(EntryKey<'a>, NodeIndex)>,
    value: Option<NodeIndex>,
}

enum EntryKey<'a> {
    Written(NodeIndex),
    Field(&'a str),
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Failure;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        for (key, value) in self.entries.by_ref() {
            if self.session.is_left_out(value) {
                continue;
            }
            self.value = Some(value);
            match key {
                EntryKey::Written(key) if self.session.is_left_out(key) => {}
                EntryKey::Written(key) => return self.session.enter(key, seed).map(Some),
                EntryKey::Field(name) => {
                    let name: StrDeserializer<'_, Failure> = name.into_deserializer();
                    return seed.deserialize(name).map(Some);
                }
            }
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Failure> {
        let value = self.value.take().ok_or(Failure::Settled)?;
        self.session.enter(value, seed)
    }
}

impl<'a> At<'a> {
    /// The name in front of the parentheses, unless it was the variant's.
    fn name(&self) -> Option<&'a str> {
        match self.kind() {
            Kind::Tuple { name, .. } | Kind::Fields { name, .. } if !self.is_content => {
                name.as_deref()
            }
            _ => None,
        }
    }

    /// Records a name in front of parentheses that is not the type's.
    fn check_name(&self, type_name: &str) {
        if let Some(name) = self.name().filter(|name| *name != type_name) {
            self.wrong_name(name, wording::struct_name(type_name), None);
        }
    }

    /// The hint for a number in quotes.
    fn quoted_number(&self) -> Option<Text> {
        match self.kind() {
            Kind::Text(text) if decimal(text).is_some() => Some(wording::quotes_off(text)),
            _ => None,
        }
    }

    fn integer(&self, least: i128, most: i128) -> Option<i128> {
        let whole = match self.kind() {
            Kind::Number => whole_number(self.tree().text(self.node)),
            _ => None,
        };
        let within = whole.filter(|whole| (least..=most).contains(whole));
        if within.is_none() {
            self.wrong(wording::whole_number(least, most), self.quoted_number());
        }
        within
    }

    fn decimal(&self) -> Option<f64> {
        let number = match self.kind() {
            Kind::Number => decimal(self.tree().text(self.node)),
            _ => None,
        };
        if number.is_none() {
            self.wrong(wording::number(), self.quoted_number());
        }
        number
    }

    fn visit_items<'de, V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let Kind::Tuple { items, .. } = self.kind() else {
            return self.wrong(wording::tuple(length), None).deserialize_tuple(length, visitor);
        };
        if items.len() != length {
            self.wrong(wording::tuple(length), None);
        }
        visitor.visit_seq(Items { session: self.session, items: items.iter(), is_tuple: true })
    }

    fn visit_entries<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let entries: Vec<_> = match self.kind() {
            Kind::Map(entries) => {
                self.check_keys(entries);
                entries.iter().map(|(key, value)| (EntryKey::Written(*key), *value)).collect()
            }
            Kind::Fields { fields, .. } => {
                fields.iter().map(|field| (EntryKey::Field(&field.name), field.value)).collect()
            }
            _ => return self.wrong(wording::map(), None).deserialize_map(visitor),
        };
        let entries = entries.into_iter();
        visitor.visit_map(Entries { session: self.session, entries, value: None })
    }

    /// Records keys that stand twice.
    fn check_keys(&self, entries: &[(NodeIndex, NodeIndex)]) {
        let mut seen = std::collections::BTreeSet::new();
        for (key, _) in entries {
            let text = match &self.tree().node(*key).kind {
                Kind::Text(text) => (true, text.as_str()),
                Kind::Broken => continue,
                _ => (false, self.tree().text(*key)),
            };
            if !seen.insert(text) {
                self.session.refuse(*key, wording::key_once(), None);
            }
        }
    }

    fn visit_text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::Text(text) => visitor.visit_str(text),
            kind => {
                let hint = match kind {
                    Kind::Name(name) => Some(wording::quotes_on(name)),
                    _ => None,
                };
                self.wrong(wording::text(), hint).deserialize_str(visitor)
            }
        }
    }
}

macro_rules! whole_numbers {
    ($($method:ident $type:ident $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            let integer = self.integer(i128::from($type::MIN), i128::from($type::MAX));
            let within = integer.and_then(|integer| $type::try_from(integer).ok());
            visitor.$visit(within.unwrap_or_default())
        }
    )*};
}

macro_rules! same_as {
    ($($method:ident => $as:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            self.$as(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for At<'_> {
    type Error = Failure;

    whole_numbers! {
        deserialize_i8 i8 visit_i8;
        deserialize_i16 i16 visit_i16;
        deserialize_i32 i32 visit_i32;
        deserialize_i64 i64 visit_i64;
        deserialize_u8 u8 visit_u8;
        deserialize_u16 u16 visit_u16;
        deserialize_u32 u32 visit_u32;
        deserialize_u64 u64 visit_u64;
    }

    same_as! {
        deserialize_str => visit_text;
        deserialize_string => visit_text;
        deserialize_identifier => visit_text;
        deserialize_bytes => visit_text;
        deserialize_byte_buf => visit_text;
        deserialize_map => visit_entries;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::Bool(truth) => visitor.visit_bool(*truth),
            Kind::Char(character) => visitor.visit_char(*character),
            Kind::Text(text) | Kind::Name(text) => visitor.visit_str(text),
            Kind::Number => {
                let text = self.tree().text(self.node);
                let whole = whole_number(text);
                let signed = whole.and_then(|whole| i64::try_from(whole).ok());
                let unsigned = whole.and_then(|whole| u64::try_from(whole).ok());
                match (signed, unsigned) {
                    (_, Some(unsigned)) => visitor.visit_u64(unsigned),
                    (Some(signed), None) => visitor.visit_i64(signed),
                    _ => visitor.visit_f64(decimal(text).unwrap_or_default()),
                }
            }
            Kind::Tuple { items, .. } if items.is_empty() => visitor.visit_unit(),
            Kind::Tuple { items, .. } | Kind::List(items) => visitor.visit_seq(Items {
                session: self.session,
                items: items.iter(),
                is_tuple: false,
            }),
            Kind::Fields { .. } | Kind::Map(_) => self.visit_entries(visitor),
            Kind::Broken => StandIn::new().deserialize_any(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::Bool(truth) => visitor.visit_bool(*truth),
            _ => self.wrong(wording::truth(), None).deserialize_bool(visitor),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::Char(character) => visitor.visit_char(*character),
            _ => self.wrong(wording::character(), None).deserialize_char(visitor),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let number = self.decimal().unwrap_or_default();
        if !(number as f32).is_finite() {
            return self.wrong(wording::finite(), None).deserialize_f32(visitor);
        }
        visitor.visit_f64(number)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_f64(self.decimal().unwrap_or_default())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::Broken => visitor.visit_none(),
            Kind::Name(name) if name == "None" => visitor.visit_none(),
            Kind::Tuple { name: Some(name), items } if name == "Some" && items.len() == 1 => {
                visitor.visit_some(self.child(items[0]))
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::Tuple { name: None, items } if items.is_empty() => {}
            _ => {
                self.wrong(wording::nothing(), None);
            }
        }
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::Name(written) if written == name => visitor.visit_unit(),
            _ => self.deserialize_unit(visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::Tuple { items, .. }
                if items.len() == 1 && self.name().is_none_or(|written| written == name) =>
            {
                visitor.visit_newtype_struct(self.child(items[0]))
            }
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::List(items) => visitor.visit_seq(Items {
                session: self.session,
                items: items.iter(),
                is_tuple: false,
            }),
            _ => self.wrong(wording::list(), None).deserialize_seq(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.visit_items(length, visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.check_name(name);
        self.visit_items(length, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.kind() {
            Kind::Fields { .. } => {}
            Kind::Tuple { items, .. } if items.is_empty() => {}
            _ => {
                let stand_in = self.wrong(wording::structure(fields), None);
                return stand_in.deserialize_struct(name, fields, visitor);
            }
        }
        self.check_name(name);
        self.visit_structure(name, fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let written = match self.kind() {
            Kind::Name(written) => Some(written.as_str()),
            _ => self.name(),
        };
        let Some(written) = written else {
            let hint = match self.kind() {
                Kind::Text(text) if variants.contains(&text.as_str()) => {
                    Some(wording::quotes_off(text))
                }
                _ => None,
            };
            let stand_in = self.wrong(wording::one_variant(variants), hint);
            return stand_in.deserialize_enum(name, variants, visitor);
        };
        let known = |name: &str| variants.iter().copied().find(|variant| *variant == name);
        let variant = known(written).or_else(|| {
            let near = nearest(written, variants.iter().copied());
            self.wrong_name(written, wording::one_variant(variants), near.map(did_you_mean));
            known(near?)
        });
        match variant {
            Some(variant) => visitor.visit_enum(Variant { at: self, variant }),
            None => StandIn::new().deserialize_enum(name, variants, visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }
}
