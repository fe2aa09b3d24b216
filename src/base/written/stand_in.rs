//! Makes up values of any type, to stand where the written one could not be used, so that what
//! follows it is checked too. They never leave the reading that made them.

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, SeqAccess, VariantAccess, Visitor,
    value::StrDeserializer,
};
use serde::forward_to_deserialize_any;

use super::MAX_DEPTH;
use super::decode::Failure;

/// Zero, empty or the first variant, whatever is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct StandIn {
    depth: u32,
}

impl StandIn {
    pub(super) const fn new() -> Self {
        Self { depth: 0 }
    }

    /// One level further in; types without end are given up.
    fn inner(self) -> Result<Self, Failure> {
        if self.depth < MAX_DEPTH {
            Ok(Self { depth: self.depth + 1 })
        } else {
            Err(Failure::Settled)
        }
    }
}

/// As many stand-ins as are asked for.
struct Endless(StandIn);

impl<'de> SeqAccess<'de> for Endless {
    type Error = Failure;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Failure> {
        seed.deserialize(self.0.inner()?).map(Some)
    }
}

/// A list without items.
struct Empty;

impl<'de> SeqAccess<'de> for Empty {
    type Error = Failure;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        _: S,
    ) -> Result<Option<S::Value>, Failure> {
        Ok(None)
    }
}

macro_rules! made_up {
    ($($method:ident => $visit:ident($value:expr);)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
            visitor.$visit($value)
        }
    )*};
}

impl<'de> Deserializer<'de> for StandIn {
    type Error = Failure;

    made_up! {
        deserialize_bool => visit_bool(false);
        deserialize_i8 => visit_i8(0);
        deserialize_i16 => visit_i16(0);
        deserialize_i32 => visit_i32(0);
        deserialize_i64 => visit_i64(0);
        deserialize_u8 => visit_u8(0);
        deserialize_u16 => visit_u16(0);
        deserialize_u32 => visit_u32(0);
        deserialize_u64 => visit_u64(0);
        deserialize_f32 => visit_f32(0.0);
        deserialize_f64 => visit_f64(0.0);
        deserialize_char => visit_char(' ');
        deserialize_str => visit_str("");
        deserialize_string => visit_str("");
        deserialize_identifier => visit_str("");
        deserialize_bytes => visit_bytes(&[]);
        deserialize_byte_buf => visit_bytes(&[]);
        deserialize_seq => visit_seq(Empty);
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_none()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self.inner()?)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_seq(Endless(self))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_seq(Endless(self))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let none = std::iter::empty::<((), ())>();
        visitor.visit_map(serde::de::value::MapDeserializer::new(none))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_seq(Endless(self))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let variant = variants.first().ok_or(Failure::Settled)?;
        visitor.visit_enum(FirstVariant { variant, content: self.inner()? })
    }

    forward_to_deserialize_any! { i128 u128 unit ignored_any }
}

/// A named variant with whatever content it takes.
pub(super) struct FirstVariant {
    pub(super) variant: &'static str,
    pub(super) content: StandIn,
}

impl<'de> EnumAccess<'de> for FirstVariant {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Failure> {
        let name: StrDeserializer<'_, Failure> = self.variant.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for FirstVariant {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Failure> {
        seed.deserialize(self.content)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_seq(Endless(self.content))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_seq(Endless(self.content))
    }
}
