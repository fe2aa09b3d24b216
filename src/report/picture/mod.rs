//! Parts of pictures: paper and its scale, relief as an image, roads, what is reached, symbols,
//! names, overlays, numbers of people, legends, the font and pixels. What is put together of them
//! is in `map_picture`.

pub(super) mod area;
pub(super) mod base;
pub(super) mod count;
pub(super) mod font;
pub(super) mod frame;
pub(super) mod ground;
pub(super) mod names;
pub(super) mod overlay;
pub(super) mod paper;
#[cfg(feature = "png")]
pub(super) mod pixels;
pub(super) mod reach;
pub(super) mod sheet;
pub(super) mod sign;
pub(super) mod symbol;
pub(super) mod viewport;
