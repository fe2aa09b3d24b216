//! Parts of pictures: paper and its scale, relief as an image, symbols, names, overlays, the font
//! and pixels. What is put together of them is in `map_picture`.

pub(super) mod font;
pub(super) mod ground;
pub(super) mod names;
pub(super) mod overlay;
pub(super) mod paper;
#[cfg(feature = "png")]
pub(super) mod pixels;
pub(super) mod symbol;
