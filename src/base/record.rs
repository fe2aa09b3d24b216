//! How what is recorded is written: canonically, with stable keys, where digests are taken; and as
//! JSON, with names that a person can read. Dense ids appear in neither form.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::id::{IdKind, Identified};
use super::key::Key;
use super::time::{Duration, Time};

/// Keys and names of everything that a record can refer to. Of each kind, what was written comes
/// first and is shared by all runs; what is born in a run follows.
#[derive(Debug, Clone)]
pub struct Registry {
    written: Arc<WrittenNames>,
    born: Vec<Vec<Key>>,
    found: Vec<BTreeMap<Key, u32>>,
}

/// Keys and names of what people wrote, by kind and dense number. Kinds whose members people do
/// not refer to (junctions, arcs) have keys and no names.
#[derive(Debug, Clone, Default)]
pub struct WrittenNames {
    keys: Vec<Vec<Key>>,
    names: Vec<Vec<String>>,
    by_key: Vec<BTreeMap<Key, u32>>,
    by_name: Vec<BTreeMap<String, u32>>,
}

impl WrittenNames {
    /// Sets the keys and names of one kind; `names` is empty or as long as `keys`.
    ///
    /// # Panics
    /// When two keys of a kind are the same: names are checked where they are read.
    pub fn set(&mut self, kind: IdKind, keys: Vec<Key>, names: Vec<String>) {
        assert!(names.is_empty() || names.len() == keys.len(), "a name for each key");
        let kinds = IdKind::ALL.len();
        self.keys.resize(kinds, Vec::new());
        self.names.resize(kinds, Vec::new());
        self.by_key.resize(kinds, BTreeMap::new());
        self.by_name.resize(kinds, BTreeMap::new());
        let numbered = |index: usize| u32::try_from(index).expect("within u32");
        let slot = kind as usize;
        self.by_key[slot] =
            keys.iter().enumerate().map(|(index, key)| (*key, numbered(index))).collect();
        assert_eq!(self.by_key[slot].len(), keys.len(), "keys of a {} collide", kind.word());
        self.by_name[slot] =
            names.iter().enumerate().map(|(index, name)| (name.clone(), numbered(index))).collect();
        self.keys[slot] = keys;
        self.names[slot] = names;
    }

    /// The written name of `kind` number `number`, if it has one.
    pub fn name(&self, kind: IdKind, number: u32) -> Option<&str> {
        self.names.get(kind as usize)?.get(number as usize).map(String::as_str)
    }

    fn count(&self, kind: IdKind) -> usize {
        self.keys.get(kind as usize).map_or(0, Vec::len)
    }
}

impl Registry {
    /// A registry in which nothing has been born yet.
    pub fn new(written: Arc<WrittenNames>) -> Self {
        let kinds = IdKind::ALL.len();
        Self { written, born: vec![Vec::new(); kinds], found: vec![BTreeMap::new(); kinds] }
    }

    /// Registers the key of something born; its id is the next of its kind.
    pub fn bear<I: Identified>(&mut self, key: Key) -> I {
        let born = &mut self.born[I::KIND as usize];
        let number = self.written.count(I::KIND) + born.len();
        born.push(key);
        I::of(u32::try_from(number).expect("within u32"))
    }

    /// The stable key of an id.
    ///
    /// # Panics
    /// When the id was never registered.
    pub fn key<I: Identified>(&self, id: I) -> Key {
        let written = self.written.count(I::KIND);
        let index = id.number() as usize;
        if index < written {
            self.written.keys[I::KIND as usize][index]
        } else {
            self.born[I::KIND as usize][index - written]
        }
    }

    /// The written name of an id, or `#` and its key.
    pub fn name<I: Identified>(&self, id: I) -> String {
        match self.written.name(I::KIND, id.number()) {
            Some(name) => name.to_owned(),
            None => format!("#{}", self.key(id)),
        }
    }

    /// How many of this kind are registered, written and born.
    pub fn count(&self, kind: IdKind) -> usize {
        self.written.count(kind) + self.born[kind as usize].len()
    }

    /// The id behind a name as [`Registry::name`] gives it. A key that was never seen is taken as
    /// born now: a log tells of births by mentioning them.
    pub(crate) fn resolve<I: Identified>(&mut self, name: &str) -> Option<I> {
        let slot = I::KIND as usize;
        let written = self.written.clone();
        if let Some(number) = written.by_name.get(slot).and_then(|names| names.get(name)) {
            return Some(I::of(*number));
        }
        let key = Key(u64::from_str_radix(name.strip_prefix('#')?, 16).ok()?);
        if let Some(number) = written.by_key.get(slot).and_then(|keys| keys.get(&key)) {
            return Some(I::of(*number));
        }
        if let Some(number) = self.found[slot].get(&key) {
            return Some(I::of(*number));
        }
        let id: I = self.bear(key);
        self.found[slot].insert(key, id.number());
        Some(id)
    }

    /// What people wrote.
    pub fn written(&self) -> &WrittenNames {
        &self.written
    }
}

/// What went wrong while a record was read back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("found {found}, expected {expected}")]
pub struct FieldError {
    /// What stood there, shortened.
    pub found: String,
    /// What should have.
    pub expected: String,
}

impl FieldError {
    /// An error: `found` where `expected` was wanted.
    pub fn new(found: &Value, expected: impl Into<String>) -> Self {
        Self { found: found.to_string().chars().take(80).collect(), expected: expected.into() }
    }
}

/// Something that a record is made of.
pub trait Field: Sized {
    /// Appends the canonical form: little-endian, fixed width, ids as keys, lists with length.
    fn canonical(&self, registry: &Registry, out: &mut Vec<u8>);
    /// The JSON form, ids as names.
    fn to_json(&self, registry: &Registry) -> Value;
    /// Reads the JSON form.
    ///
    /// # Errors
    /// What was found and what was expected.
    fn from_json(value: &Value, registry: &mut Registry) -> Result<Self, FieldError>;
}

/// Makes an id type a field: its key where canonical, its name in JSON.
macro_rules! id_field {
    ($name:ident) => {
        impl $crate::base::record::Field for $name {
            fn canonical(&self, registry: &$crate::base::record::Registry, out: &mut Vec<u8>) {
                out.extend_from_slice(&registry.key(*self).0.to_le_bytes());
            }
            fn to_json(&self, registry: &$crate::base::record::Registry) -> serde_json::Value {
                serde_json::Value::from(registry.name(*self))
            }
            fn from_json(
                value: &serde_json::Value,
                registry: &mut $crate::base::record::Registry,
            ) -> Result<Self, $crate::base::record::FieldError> {
                value.as_str().and_then(|name| registry.resolve(name)).ok_or_else(|| {
                    let expected = format!("the name of a {}", Self::KIND.word());
                    $crate::base::record::FieldError::new(value, expected)
                })
            }
        }
    };
}
pub(crate) use id_field;

/// Fields that are one number.
macro_rules! number_fields {
    ($($type:ty, $read:ident, $get:expr, $make:expr;)*) => {$(
        impl Field for $type {
            fn canonical(&self, _: &Registry, out: &mut Vec<u8>) {
                let number = ($get)(*self);
                out.extend_from_slice(&number.to_le_bytes());
            }
            fn to_json(&self, _: &Registry) -> Value {
                Value::from(($get)(*self))
            }
            fn from_json(value: &Value, _: &mut Registry) -> Result<Self, FieldError> {
                value
                    .$read()
                    .and_then($make)
                    .ok_or_else(|| FieldError::new(value, concat!("a ", stringify!($type))))
            }
        }
    )*};
}

number_fields! {
    u8, as_u64, |number: u8| number, |read| u8::try_from(read).ok();
    u16, as_u64, |number: u16| number, |read| u16::try_from(read).ok();
    u32, as_u64, |number: u32| number, |read| u32::try_from(read).ok();
    u64, as_u64, |number: u64| number, Some;
    i64, as_i64, |number: i64| number, Some;
    Time, as_u64, Time::milliseconds, |read| Some(Time::from_milliseconds(read));
    Duration, as_u64, Duration::milliseconds, |read| Some(Duration::from_milliseconds(read));
}

impl Field for bool {
    fn canonical(&self, _: &Registry, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn to_json(&self, _: &Registry) -> Value {
        Value::from(*self)
    }
    fn from_json(value: &Value, _: &mut Registry) -> Result<Self, FieldError> {
        value.as_bool().ok_or_else(|| FieldError::new(value, "true or false"))
    }
}

impl Field for String {
    fn canonical(&self, _: &Registry, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.len() as u64).to_le_bytes());
        out.extend_from_slice(self.as_bytes());
    }
    fn to_json(&self, _: &Registry) -> Value {
        Value::from(self.clone())
    }
    fn from_json(value: &Value, _: &mut Registry) -> Result<Self, FieldError> {
        value.as_str().map(str::to_owned).ok_or_else(|| FieldError::new(value, "a text"))
    }
}

impl<F: Field> Field for Option<F> {
    fn canonical(&self, registry: &Registry, out: &mut Vec<u8>) {
        out.push(u8::from(self.is_some()));
        if let Some(field) = self {
            field.canonical(registry, out);
        }
    }
    fn to_json(&self, registry: &Registry) -> Value {
        self.as_ref().map_or(Value::Null, |field| field.to_json(registry))
    }
    fn from_json(value: &Value, registry: &mut Registry) -> Result<Self, FieldError> {
        if value.is_null() { Ok(None) } else { F::from_json(value, registry).map(Some) }
    }
}

impl<F: Field> Field for Vec<F> {
    fn canonical(&self, registry: &Registry, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.len() as u64).to_le_bytes());
        for field in self {
            field.canonical(registry, out);
        }
    }
    fn to_json(&self, registry: &Registry) -> Value {
        self.iter().map(|field| field.to_json(registry)).collect()
    }
    fn from_json(value: &Value, registry: &mut Registry) -> Result<Self, FieldError> {
        let list = value.as_array().ok_or_else(|| FieldError::new(value, "a list"))?;
        list.iter().map(|item| F::from_json(item, registry)).collect()
    }
}

impl<F: Field> Field for Box<[F]> {
    fn canonical(&self, registry: &Registry, out: &mut Vec<u8>) {
        out.extend_from_slice(&(self.len() as u64).to_le_bytes());
        for field in self {
            field.canonical(registry, out);
        }
    }
    fn to_json(&self, registry: &Registry) -> Value {
        self.iter().map(|field| field.to_json(registry)).collect()
    }
    fn from_json(value: &Value, registry: &mut Registry) -> Result<Self, FieldError> {
        Vec::from_json(value, registry).map(Vec::into_boxed_slice)
    }
}

impl<F: Field> Field for Box<F> {
    fn canonical(&self, registry: &Registry, out: &mut Vec<u8>) {
        (**self).canonical(registry, out);
    }
    fn to_json(&self, registry: &Registry) -> Value {
        (**self).to_json(registry)
    }
    fn from_json(value: &Value, registry: &mut Registry) -> Result<Self, FieldError> {
        F::from_json(value, registry).map(Self::new)
    }
}

/// Declares a closed enum whose variants are recorded: `Variant { field: Type }`. The canonical tag
/// is the variant's place in the declaration, so that new variants go last. In JSON a variant is
/// `{"Variant": {"field": ...}}`. Fields say what they are by name and type; the variant's
/// documentation says the rest.
macro_rules! recorded {
    (
        $(#[$doc:meta])*
        pub enum $name:ident {
            $($(#[$variant_doc:meta])* $variant:ident {
                $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)?
            },)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant {
                $(
                    #[allow(missing_docs, reason = "an id's field says by its name what it is")]
                    $(#[$field_doc])*
                    $field: $type
                ),*
            },)*
        }

        impl $name {
            /// The names of all variants, in order of declaration.
            pub const VARIANTS: &'static [&'static str] = &[$(stringify!($variant),)*];

            /// The name of this variant.
            pub const fn variant(&self) -> &'static str {
                match self { $(Self::$variant { .. } => stringify!($variant),)* }
            }
        }

        impl $crate::base::record::Field for $name {
            #[allow(
                unused_variables,
                clippy::too_many_lines,
                reason = "one arm for each variant of a closed enum"
            )]
            fn canonical(&self, registry: &$crate::base::record::Registry, out: &mut Vec<u8>) {
                #[repr(u8)]
                enum Tag { $($variant,)* }
                out.push(match self { $(Self::$variant { .. } => Tag::$variant as u8,)* });
                match self {
                    $(Self::$variant { $($field),* } => {
                        $($crate::base::record::Field::canonical($field, registry, out);)*
                    })*
                }
            }

            #[allow(
                unused_mut, unused_variables,
                clippy::too_many_lines,
                reason = "one arm for each variant of a closed enum"
            )]
            fn to_json(&self, registry: &$crate::base::record::Registry) -> serde_json::Value {
                let mut fields = serde_json::Map::new();
                match self {
                    $(Self::$variant { $($field),* } => {
                        $(fields.insert(
                            stringify!($field).to_owned(),
                            $crate::base::record::Field::to_json($field, registry),
                        );)*
                    })*
                }
                let mut object = serde_json::Map::new();
                object.insert(self.variant().to_owned(), serde_json::Value::Object(fields));
                serde_json::Value::Object(object)
            }

            #[allow(
                unused_variables,
                clippy::too_many_lines,
                reason = "one arm for each variant of a closed enum"
            )]
            fn from_json(
                value: &serde_json::Value,
                registry: &mut $crate::base::record::Registry,
            ) -> Result<Self, $crate::base::record::FieldError> {
                let (variant, fields) = $crate::base::record::tagged(value)?;
                match variant {
                    $(stringify!($variant) => Ok(Self::$variant {
                        $($field: $crate::base::record::Field::from_json(
                            fields.get(stringify!($field)).unwrap_or(&serde_json::Value::Null),
                            registry,
                        )?,)*
                    }),)*
                    _ => Err($crate::base::record::FieldError::new(
                        value,
                        concat!("one of the variants of ", stringify!($name)),
                    )),
                }
            }
        }
    };
}
pub(crate) use recorded;

/// The variant and the fields of `{"Variant": {...}}`.
///
/// # Errors
/// When the value has another shape.
pub fn tagged(value: &Value) -> Result<(&str, &serde_json::Map<String, Value>), FieldError> {
    value
        .as_object()
        .filter(|object| object.len() == 1)
        .and_then(|object| object.iter().next())
        .and_then(|(variant, fields)| Some((variant.as_str(), fields.as_object()?)))
        .ok_or_else(|| FieldError::new(value, "{\"Variant\": {fields}}"))
}
