//! The words that plan, log and simulation share: kinds of fact and when two versions differ
//! materially, orders, capabilities, scales, channels. Words only: nothing happens here.

pub mod capability;
pub mod care;
pub mod channel;
pub mod fact;
pub mod order;
pub mod profile;
pub mod safety;
pub mod scale;
pub mod subject;

/// Declares a closed set of words: an enum written in kebab case, with its name in both languages.
macro_rules! words {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$item_doc:meta])* $item:ident $zh:literal $en:literal,)* }
    ) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(rename_all = "kebab-case")]
        #[repr(u8)]
        pub enum $name { $($(#[$item_doc])* $item,)* }

        impl $name {
            /// Every one of them, in order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$item,)*];

            /// What it is called.
            pub fn text(self) -> crate::base::text::Text {
                match self { $(Self::$item => crate::base::text::Text::new($zh, $en),)* }
            }

            /// How it is written in files.
            #[allow(dead_code, reason = "not every set of words is looked up by name")]
            pub fn word(self) -> String {
                let word = serde_json::to_value(self).expect("a word is a text");
                word.as_str().expect("a word is a text").to_owned()
            }

            /// Its number, stable for the format version.
            pub const fn code(self) -> u8 {
                self as u8
            }

            /// The word of that number.
            pub fn from_code(code: u8) -> Option<Self> {
                Self::ALL.get(usize::from(code)).copied()
            }
        }

        impl $crate::base::packed::Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                out.push(self.code());
            }
            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                <u8 as $crate::base::packed::Packed>::unpack(bytes).and_then(Self::from_code)
            }
        }

        impl $crate::base::record::Field for $name {
            fn canonical(&self, _: &$crate::base::record::Registry, out: &mut Vec<u8>) {
                out.push(self.code());
            }
            fn to_json(&self, _: &$crate::base::record::Registry) -> serde_json::Value {
                serde_json::to_value(self).expect("a word is a text")
            }
            fn from_json(
                value: &serde_json::Value,
                _: &mut $crate::base::record::Registry,
            ) -> Result<Self, $crate::base::record::FieldError> {
                serde_json::from_value(value.clone())
                    .map_err(|_| $crate::base::record::FieldError::new(value, stringify!($name)))
            }
        }
    };
}
pub(crate) use words;
