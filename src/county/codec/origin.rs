//! Where an imported network comes from: [`WAYS`], a row for each tag of a way, and [`VERTICES`], a
//! row for each road with the vertices that it runs through. Beside the map; a county is read
//! without them.

use std::collections::BTreeMap;

use super::findings::Findings;
use super::names::NameIndex;
use super::table::{Row, Table};
use super::write::{header, write_field};
use super::{MapBytes, PROBLEMS_MAX, ROADS_MAX, file};
use crate::base::problem::Problems;
use crate::base::text::Text;
use crate::county::import::source::Tags;
use crate::county::network::Network;
use crate::county::origin::{Origin, RoadOrigin, SourceWay};

/// Tags of the ways that roads come from: `way,key,value`.
pub const WAYS: &str = "ways.csv";
/// Vertices of each road: `road,way,reversed,vertices`, the vertices as `id@millimetres;...` from
/// its start.
pub const VERTICES: &str = "vertices.csv";

const WAY_COLUMNS: [&str; 3] = ["way", "key", "value"];
const VERTEX_COLUMNS: [&str; 4] = ["road", "way", "reversed", "vertices"];
/// Tags in a map.
const TAGS_MAX: usize = 40_000_000;

/// The files that say where a network comes from.
pub fn encode_origin(origin: &Origin, network: &Network) -> MapBytes {
    let mut ways = header(&WAY_COLUMNS);
    for way in &origin.ways {
        for (key, value) in &way.tags.0 {
            ways.extend_from_slice(format!("{},", way.id).as_bytes());
            write_field(&mut ways, key);
            ways.push(b',');
            write_field(&mut ways, value);
            ways.push(b'\n');
        }
    }
    let mut vertices = header(&VERTEX_COLUMNS);
    for (road, from) in network.roads.iter().zip(&origin.roads) {
        let listed: Vec<String> =
            from.vertices.iter().map(|(id, mm)| format!("{id}@{mm}")).collect();
        let way = origin.ways[from.way as usize].id;
        let reversed = u8::from(from.is_reversed);
        let row = format!("{},{way},{reversed},{}\n", road.name, listed.join(";"));
        vertices.extend_from_slice(row.as_bytes());
    }
    MapBytes::from([(WAYS.to_owned(), ways), (VERTICES.to_owned(), vertices)])
}

/// Where the network of a map comes from; none where its files do not say.
///
/// # Errors
/// Every problem, with its place.
pub fn decode_origin(files: &MapBytes, network: &Network) -> Result<Option<Origin>, Problems> {
    if !files.contains_key(WAYS) && !files.contains_key(VERTICES) {
        return Ok(None);
    }
    let mut findings = Findings::new(PROBLEMS_MAX);
    let ways = ways(file(files, WAYS, &mut findings).unwrap_or_default(), &mut findings);
    let bytes = file(files, VERTICES, &mut findings).unwrap_or_default();
    let roads = roads(bytes, (network, &ways), &mut findings);
    let problems = findings.into_problems();
    if problems.has_errors() {
        return Err(problems);
    }
    let roads = roads.into_iter().map(|road| road.expect("a road without a row is a problem"));
    Ok(Some(Origin { ways, roads: roads.collect() }))
}

fn number(row: &mut Row<'_>, column: usize) -> Option<i64> {
    let field = std::str::from_utf8(row.raw(column)?).ok();
    let number = field.and_then(|field| field.parse().ok());
    if number.is_none() {
        row.wrong(column, || Text::new("整数编号", "a whole number"));
    }
    number
}

fn ways(bytes: &[u8], findings: &mut Findings) -> Vec<SourceWay> {
    let mut ways: BTreeMap<i64, Tags> = BTreeMap::new();
    if bytes.is_empty() {
        return Vec::new();
    }
    let table = Table::open(WAYS, bytes, &WAY_COLUMNS, findings);
    table.rows(TAGS_MAX, findings, |row| {
        let Some(id) = number(row, 0) else { return };
        let (key, value) = (row.text(1), row.raw(2).unwrap_or_default().to_vec());
        let Ok(value) = String::from_utf8(value) else {
            row.wrong(2, || Text::new("UTF-8 文字", "UTF-8 text"));
            return;
        };
        ways.entry(id).or_default().0.push((key.into(), value.into()));
    });
    ways.into_iter().map(|(id, tags)| SourceWay { id, tags }).collect()
}

fn roads(
    bytes: &[u8],
    (network, ways): (&Network, &[SourceWay]),
    findings: &mut Findings,
) -> Vec<Option<RoadOrigin>> {
    let mut origins: Vec<Option<RoadOrigin>> = vec![None; network.roads.len()];
    if bytes.is_empty() {
        return origins;
    }
    let mut names = NameIndex::new(Text::new("道路", "a road"));
    for (index, road) in network.roads.iter().enumerate() {
        let _ = names.enter(road.name.as_str().as_bytes(), index);
    }
    let table = Table::open(VERTICES, bytes, &VERTEX_COLUMNS, findings);
    table.rows(ROADS_MAX, findings, |row| {
        let (road, way) = (row.reference(0, &names), number(row, 1));
        let is_reversed = row.whole(2, 0..=1) == 1;
        let place = way.and_then(|way| ways.binary_search_by_key(&way, |it| it.id).ok());
        if way.is_some() && place.is_none() {
            row.wrong(1, || Text::new("ways.csv 中的路线编号", "the number of a way in ways.csv"));
        }
        let vertices = row.raw(3).and_then(vertices);
        let Some(road) = road.map(|road| road as usize) else { return };
        let length_mm = network.roads[road].length_mm;
        let fits = |list: &Vec<(i64, u32)>| list.last().is_some_and(|last| last.1 == length_mm);
        let Some(vertices) = vertices.filter(fits) else {
            row.wrong(3, || {
                Text::new(
                    format!("从 0 到路长 {length_mm} 毫米、距离不减的点:编号@毫米;编号@毫米"),
                    format!(
                        "vertices as id@mm;id@mm, from 0 to the road's {length_mm} mm, in order"
                    ),
                )
            });
            return;
        };
        if origins[road].is_some() {
            row.wrong(0, || Text::new("每条道路一行", "one row for each road"));
        }
        let way = place.unwrap_or_default() as u32;
        origins[road] = Some(RoadOrigin { way, is_reversed, vertices });
    });
    if let Some(lost) = origins.iter().position(Option::is_none) {
        let name = network.roads[lost].name;
        let expected = Text::new(format!("道路 {name} 的一行"), format!("a row for road {name}"));
        let place = crate::base::problem::Place::line(VERTICES, 0, 0);
        findings.push(crate::base::problem::Problem::error(place, "none", expected));
    }
    origins
}

/// Vertices written `id@mm;id@mm`, in order from 0.
fn vertices(field: &[u8]) -> Option<Vec<(i64, u32)>> {
    let field = std::str::from_utf8(field).ok()?;
    let one = |written: &str| {
        let (id, along_mm) = written.split_once('@')?;
        Some((id.parse().ok()?, along_mm.parse().ok()?))
    };
    let vertices: Vec<(i64, u32)> = field.split(';').map(one).collect::<Option<_>>()?;
    let is_ordered = vertices.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    (vertices.len() >= 2 && vertices[0].1 == 0 && is_ordered).then_some(vertices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::county::testing;

    fn origin(network: &Network) -> Origin {
        let tags = |value: &str| {
            Tags(vec![("highway".into(), "primary".into()), ("name".into(), value.into())])
        };
        let ways = vec![
            SourceWay { id: -5, tags: tags("桥, \"新\"") },
            SourceWay { id: 7, tags: tags("main") },
        ];
        let road = |(index, road): (usize, &crate::county::network::Road)| RoadOrigin {
            way: (index % 2) as u32,
            is_reversed: index % 3 == 0,
            vertices: vec![(1, 0), (2, road.length_mm / 2), (3, road.length_mm)],
        };
        let roads = network.roads.iter().enumerate().map(road).collect();
        Origin { ways, roads }
    }

    #[test]
    fn an_origin_survives_writing_and_mistakes_are_named_with_their_place() {
        let county = testing::county(3, 4, 4);
        let network = &county.network;
        let origin = origin(network);
        let files = encode_origin(&origin, network);
        assert_eq!(decode_origin(&files, network).unwrap(), Some(origin));
        assert_eq!(decode_origin(&MapBytes::new(), network).unwrap(), None);
        let check = |file: &str, from: &str, to: &str, expected: &str| {
            let mut files = files.clone();
            let text = String::from_utf8(files[file].clone()).unwrap();
            assert!(text.contains(from), "{from} in {text}");
            files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
            let said = decode_origin(&files, network).unwrap_err().to_string();
            assert!(said.contains(expected), "{expected} in {said}");
        };
        check(VERTICES, ",7,", ",8,", "vertices.csv:3:");
        check(VERTICES, "1@0;", "1@5;", "vertices.csv:2:");
        check(VERTICES, "3@", "3@9", "id@mm");
        check(WAYS, "7,", "seven,", "ways.csv:4:1");
        let first = network.roads[0].name.as_str().to_owned();
        check(VERTICES, &first, "elsewhere", "elsewhere");
    }
}
