//! Variants of a choice in the spanned tree, with or without what they hold.

use serde::de::{
    DeserializeSeed, EnumAccess, IntoDeserializer, VariantAccess, Visitor, value::StrDeserializer,
};

use super::super::decode::{At, Failure};
use super::super::stand_in::FirstVariant;
use super::super::tree::Kind;
use super::super::wording;

/// A variant and its content.
pub(super) struct Variant<'a> {
    pub(super) at: At<'a>,
    pub(super) variant: &'static str,
}

impl Variant<'_> {
    /// Records that the content lacks or has the wrong form.
    fn no_content(&self) -> FirstVariant {
        let content = self.at.wrong(wording::variant_with_content(self.variant), None);
        FirstVariant { variant: self.variant, content }
    }
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Failure> {
        let name: StrDeserializer<'_, Failure> = self.variant.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        if !matches!(self.at.kind(), Kind::Name(_)) {
            self.at.wrong(wording::bare_variant(self.variant), None);
        }
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Failure> {
        match self.at.kind() {
            Kind::Tuple { items, .. } if items.len() == 1 => {
                seed.deserialize(self.at.child(items[0]))
            }
            Kind::Tuple { .. } | Kind::Fields { .. } => {
                seed.deserialize(At { is_content: true, ..self.at })
            }
            _ => self.no_content().newtype_variant_seed(seed),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.at.kind() {
            Kind::Tuple { .. } => self.at.visit_items(length, visitor),
            _ => self.no_content().tuple_variant(length, visitor),
        }
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.at.kind() {
            Kind::Fields { .. } => self.at.visit_structure(self.variant, fields, visitor),
            Kind::Tuple { items, .. } if items.is_empty() => {
                self.at.visit_structure(self.variant, fields, visitor)
            }
            Kind::Name(_) => self.no_content().struct_variant(fields, visitor),
            _ => {
                let stand_in = self.at.wrong(wording::structure(fields), None);
                let content = FirstVariant { variant: self.variant, content: stand_in };
                content.struct_variant(fields, visitor)
            }
        }
    }
}
