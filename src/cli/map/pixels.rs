//! Pixels of a drawn map: the fonts they are set in, and a warning where those lack a character.
//! Without the feature `png` no font is known, and nothing is said of any.

use std::path::Path;

use super::super::failure::Failure;
use crate::base::problem::Problems;
use crate::base::text::Language;
use crate::county::place::County;

#[cfg(feature = "png")]
pub(super) use crate::report::map_picture::Fonts;

/// No fonts.
#[cfg(not(feature = "png"))]
#[derive(Debug, Default)]
pub(super) struct Fonts;

/// The bundled font, and those in a folder.
#[cfg(feature = "png")]
pub(super) fn fonts(folder: Option<&Path>) -> Result<Fonts, Failure> {
    use crate::base::text::Text;

    let Some(folder) = folder else { return Ok(Fonts::default()) };
    let fonts = Fonts::with(crate::files::fonts::fonts(folder)?);
    if fonts.faces() < 2 {
        let folder = folder.display();
        return Err(Failure::Usage(Text::new(
            format!("--font-dir:{folder} 中没有字体文件(.ttf、.otf、.ttc)"),
            format!("--font-dir: no font (.ttf, .otf, .ttc) in {folder}"),
        )));
    }
    Ok(fonts)
}

#[cfg(not(feature = "png"))]
pub(super) fn fonts(_: Option<&Path>) -> Result<Fonts, Failure> {
    Ok(Fonts)
}

/// The picture as PNG.
#[cfg(feature = "png")]
pub(super) fn png(svg: &str, fonts: &Fonts) -> Result<Vec<u8>, Failure> {
    use crate::base::text::Text;

    crate::report::map_picture::png(svg, 1.0, fonts).map_err(|error| {
        Failure::Usage(Text::new(format!("无法生成 PNG:{error}"), error.to_string()))
    })
}

#[cfg(not(feature = "png"))]
pub(super) fn png(_: &str, _: &Fonts) -> Result<Vec<u8>, Failure> {
    unreachable!("PNG is refused without the feature")
}

/// A warning of characters that no font has, with names of the map in `folder` that hold them.
#[cfg(feature = "png")]
pub(super) fn missing(
    svg: &str,
    (county, folder): (&County, &Path),
    language: Language,
    (fonts, is_png): (&Fonts, bool),
) -> Problems {
    use crate::base::problem::{Place, Problem};
    use crate::base::text::Text;
    use crate::report::map_picture::Missing;

    let missing = fonts.missing(svg, county, language);
    if missing.is_empty() {
        return Problems::default();
    }
    let told = |one: &Missing| match (one.names.is_empty(), language) {
        (true, _) => one.letter.to_string(),
        (false, Language::Chinese) => format!("{}({})", one.letter, one.names.join("、")),
        (false, Language::English) => format!("{} ({})", one.letter, one.names.join(", ")),
    };
    let found: Vec<String> = missing.iter().map(told).collect();
    let expected = Text::new(
        "字体中有的字;图上这些字显示为方框",
        "characters that the font has: on the picture these are boxes",
    );
    let hint = match is_png {
        true => Text::new(
            "用 --font-dir 指定含有这些字的字体所在文件夹",
            "name a folder with a font that has them: --font-dir DIR",
        ),
        false => Text::new(
            "SVG 的文字由阅读器的字体显示,须装有含这些字的字体",
            "text of an SVG is set in the viewer's fonts: it needs one that has them",
        ),
    };
    let place = Place::path(folder.display().to_string(), "");
    Problems(vec![Problem::warning(place, found.join(" "), expected).hint(hint)])
}

#[cfg(not(feature = "png"))]
pub(super) fn missing(_: &str, _: (&County, &Path), _: Language, _: (&Fonts, bool)) -> Problems {
    Problems::default()
}
