//! Pixels of a picture, through resvg with fonts that are given: the same on every machine.

use std::sync::Arc;

use resvg::{tiny_skia, usvg};

use super::font::Fonts;

/// Why a picture could not be turned into pixels.
#[derive(Debug, thiserror::Error)]
pub enum PixelError {
    /// The SVG is not well formed.
    #[error("the picture is not valid SVG: {0}")]
    Svg(#[from] usvg::Error),
    /// No pixel, or more than a machine should be asked for.
    #[error("a picture of {width} x {height} pixels cannot be made")]
    Size {
        /// Width asked for.
        width: u32,
        /// Height asked for.
        height: u32,
    },
    /// The pixels could not be written as PNG.
    #[error("the pixels could not be written as PNG: {0}")]
    Encode(String),
}

/// Most pixels along an edge.
const EDGE_PX_MAX: u32 = 16_384;

/// The PNG of an SVG, at its own size times `zoom`, with these fonts alone.
///
/// # Errors
/// When the SVG is not valid or its size is none that can be made.
pub fn png(svg: &str, zoom: f32, fonts: &Fonts) -> Result<Vec<u8>, PixelError> {
    let options = usvg::Options {
        font_family: "Noto Sans SC".into(),
        fontdb: Arc::clone(&fonts.database),
        ..Default::default()
    };
    let tree = usvg::Tree::from_str(svg, &options)?;
    let size = tree.size();
    let (width, height) =
        ((size.width() * zoom).ceil() as u32, (size.height() * zoom).ceil() as u32);
    let refused = PixelError::Size { width, height };
    if width > EDGE_PX_MAX || height > EDGE_PX_MAX {
        return Err(refused);
    }
    let Some(mut pixels) = tiny_skia::Pixmap::new(width, height) else { return Err(refused) };
    let transform = tiny_skia::Transform::from_scale(zoom, zoom);
    resvg::render(&tree, transform, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| PixelError::Encode(error.to_string()))
}
