//! `muster map import`: a real place becomes a map.

use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::{ContentArrangement, Table};

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use crate::base::text::{Language, Text};
use crate::county::codec;
use crate::county::import::county::{Imported, Rasters, Settings, import};
use crate::county::import::datum::Datum;
use crate::county::import::layers::{self, Layer, LayerKind};
use crate::county::import::limits::Limits;
use crate::county::import::osm;
use crate::county::import::raster::{Elevation, Population};
use crate::county::import::report::Report;
use crate::county::import::robocup;
use crate::county::import::rules;
use crate::county::import::segments::NetworkCounts;
use crate::county::import::source::{Source, Unit};
use crate::county::place::FacilityKind;
use crate::files::folder::Existing;
use crate::files::map::{self, IMPORT_REPORT};
use crate::files::source;

/// Columns of what is printed, at most.
const COLUMNS: u16 = 100;
/// Metres beyond which a facility is said to lie far from its road.
const FAR_M: f64 = 500.0;
/// Of what lies far, so many are named.
const FAR_MAX: usize = 10;

const EXAMPLES: &str = "\
Examples:
  muster map import andorra.osm.pbf --dem N42E001.hgt.zip --out maps/andorra
  muster map import county.osm.gz --profile reference-1 --out maps/county --json

Data of OpenStreetMap: cut a county out of a region with osmium extract. Elevation: SRTM (.hgt,
zipped or not), ESRI ASCII grids, GeoTIFF.";

/// 导入真实地图(OpenStreetMap、RoboCup Rescue),清理路网,估算缺失数据并逐项说明
///
/// Imports a real place from OpenStreetMap (XML, also packed by gzip or bzip2, or PBF), or a map of
/// RoboCup Rescue. Cleans the road network, estimates what is missing, and says all of it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in super::super) struct Import {
    /// File of OpenStreetMap (.osm, .osm.gz, .osm.bz2, .osm.pbf), GeoJSON with roads, or RoboCup
    /// Rescue (.gml)
    source: PathBuf,
    /// Folder of the map
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A layer of your own, GeoJSON or CSV (UTF-8 or GB18030): roads, zones, or a kind of facility
    /// such as fire-station
    #[arg(long, value_name = "KIND=FILE")]
    layer: Vec<String>,
    /// What coordinates of layers in degrees refer to; must be said where they lie in China
    #[arg(long, value_name = "wgs84|cgcs2000|gcj02|bd09")]
    datum: Option<String>,
    /// People and teams of a RoboCup Rescue map: its scenario.xml
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Elevation: one or more tiles
    #[arg(long, value_name = "FILE")]
    dem: Vec<PathBuf>,
    /// People by cells: a grid of counts (GeoTIFF, ESRI ASCII), such as WorldPop's
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// Which ways are driven, how fast: built-in rules of the road, or a file that ends in .ron
    #[arg(long, default_value = rules::STANDARD, value_name = "NAME|FILE")]
    profile: String,
    /// What the county is called, in Chinese [default: as the data call it]
    #[arg(long, value_name = "TEXT", requires = "title_en")]
    title_zh: Option<String>,
    /// What the county is called, in English
    #[arg(long, value_name = "TEXT", requires = "title_zh")]
    title_en: Option<String>,
    /// Edge of a cell of the terrain, in metres
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(10..=1_000))]
    cell_m: u32,
    /// Replace another map that stands there
    #[arg(long)]
    force: bool,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let settings = self.settings()?;
        let step = terminal.step();
        let (path, dem, people) = (self.source.clone(), self.dem.clone(), self.population.clone());
        let (scenario, datum) = (self.scenario.clone(), self.datum()?);
        let layers = self.layers()?;
        let imported = terminal.work(move || {
            step.now("读取", "reading");
            let file = path.display().to_string();
            let own = read(&file, &source::bytes(&path)?, (scenario.as_deref(), datum))?;
            let source = with_layers(own, &layers, datum)?;
            let elevation = match dem.is_empty() {
                true => None,
                false => Some(Elevation::read(&source::named_bytes(&dem)?, source.unit)?),
            };
            let population = people.map(|path| {
                let file = path.display().to_string();
                Ok::<_, Failure>(Population::read(&file, &source::bytes(&path)?, source.unit)?)
            });
            let population = population.transpose()?;
            step.now("清理路网、补全数据", "cleaning, and estimating what is missing");
            let rasters =
                Rasters { elevation: elevation.as_ref(), population: population.as_ref() };
            Ok::<_, Failure>(import(&file, &source, rasters, &settings)?)
        })?;
        let Imported { county, origin, report } = imported?;
        let json = serde_json::to_string_pretty(&report).expect("a report is plain data");
        let mut files = codec::encode(&county);
        files.extend(codec::encode_origin(&origin, &county.network));
        files.insert(IMPORT_REPORT.to_owned(), format!("{json}\n").into_bytes());
        let existing = if self.force { Existing::Replace } else { Existing::Keep };
        map::write(&self.out, files, existing, terminal.interrupt())?;
        if self.json {
            return terminal.result(&json);
        }
        terminal.result(&told(&report, terminal.language()))?;
        let out = self.out.display();
        terminal.say(&Text::new(format!("地图:{out}"), format!("Map: {out}")))
    }

    fn datum(&self) -> Result<Option<Datum>, Failure> {
        let Some(name) = &self.datum else { return Ok(None) };
        let found = Datum::ALL.iter().find(|datum| datum.word() == name.to_lowercase());
        let list = Datum::ALL.iter().map(|datum| datum.word()).collect::<Vec<_>>().join(", ");
        found.map(|datum| Some(*datum)).ok_or_else(|| {
            Failure::Usage(Text::new(
                format!("--datum {name}:应为 {list} 之一"),
                format!("--datum {name}: one of {list}"),
            ))
        })
    }

    fn layers(&self) -> Result<Vec<(LayerKind, PathBuf)>, Failure> {
        self.layer.iter().map(|written| layer(written)).collect()
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let Some(rules) = source::road_rules(&self.profile)? else {
            return Err(unknown_rules(&self.profile, &[]));
        };
        let folder = self.out.file_name().map(|name| name.to_string_lossy().into_owned());
        let Some(name) = folder.filter(|name| name.len() <= codec::NAME_BYTES_MAX) else {
            return Err(Failure::Usage(Text::new(
                format!("{}:地图文件夹的名称即县的书写名,至多 64 字节", self.out.display()),
                format!("{}: the folder names the county, in 64 bytes", self.out.display()),
            )));
        };
        let title = self.title_zh.clone().zip(self.title_en.clone());
        let title = title.map(|(zh, en)| Text::new(zh, en));
        let (cell_m, limits) = (f64::from(self.cell_m), Limits::USUAL);
        Ok(Settings { name, title, rules, cell_m, limits })
    }
}

/// A layer as it is typed: what it is of, and its file.
fn layer(written: &str) -> Result<(LayerKind, PathBuf), Failure> {
    let mut kinds: Vec<(String, LayerKind)> =
        vec![("roads".to_owned(), LayerKind::Roads), ("zones".to_owned(), LayerKind::Zones)];
    let facilities = FacilityKind::ALL.iter();
    kinds.extend(facilities.map(|kind| (kind.word(), LayerKind::Facilities(*kind))));
    let (kind, file) = written.split_once('=').unwrap_or((written, ""));
    let found = kinds.iter().find(|(name, _)| name == kind).filter(|_| !file.is_empty());
    found.map(|(_, kind)| (*kind, PathBuf::from(file))).ok_or_else(|| {
        let names: Vec<&str> = kinds.iter().map(|(name, _)| &**name).collect();
        let list = names.join(", ");
        Failure::Usage(Text::new(
            format!("--layer {written}:应为 类别=文件,类别为 {list}"),
            format!("--layer {written}: KIND=FILE, where KIND is one of {list}"),
        ))
    })
}

/// A source with the layers of a planner's own.
fn with_layers(
    own: Source,
    layers: &[(LayerKind, PathBuf)],
    datum: Option<Datum>,
) -> Result<Source, Failure> {
    if layers.is_empty() {
        return Ok(own);
    }
    if own.unit != Unit::Degree {
        return Err(Failure::Usage(Text::new(
            "以米计的地图没有经纬度,不能叠加图层",
            "a map in metres lies nowhere on Earth, so that no layer fits it",
        )));
    }
    let paths: Vec<&PathBuf> = layers.iter().map(|(_, path)| path).collect();
    let read = source::named_bytes(&paths)?;
    let kinds = layers.iter().map(|(kind, _)| *kind);
    let layers: Vec<Layer<'_>> =
        read.iter().zip(kinds).map(|((file, bytes), kind)| Layer { file, bytes, kind }).collect();
    Ok(own.with(layers::read(&layers, datum)?))
}

/// What the file of a source says, of whichever format.
fn read(
    file: &str,
    bytes: &[u8],
    (scenario, datum): (Option<&Path>, Option<Datum>),
) -> Result<Source, Failure> {
    if layers::is_geojson(bytes) {
        let layer = Layer { file, bytes, kind: LayerKind::Tagged };
        return Ok(layers::read(&[layer], datum)?);
    }
    if !robocup::is_robocup(bytes) {
        return match scenario {
            None => Ok(osm::read(file, bytes)?),
            Some(_) => Err(Failure::Usage(Text::new(
                format!("{file}:不是 RoboCup Rescue 地图,--scenario 无从适用"),
                format!("{file}: no RoboCup Rescue map, so that --scenario says nothing of it"),
            ))),
        };
    }
    let Some(path) = scenario else { return Ok(robocup::read((file, bytes), None)?) };
    let (name, scenario) = (path.display().to_string(), source::bytes(path)?);
    Ok(robocup::read((file, bytes), Some((&name, &scenario)))?)
}

/// That there are no such rules, with the nearest ones that there are; `others` may be named too.
pub(super) fn unknown_rules(name: &str, others: &[String]) -> Failure {
    let mut names = rules::built_in_names();
    names.extend_from_slice(others);
    let list = names.join(", ");
    let near = crate::base::problem::nearest(name, names.iter().map(String::as_str));
    let (zh, en) = near.map_or_else(Default::default, |near| {
        (format!(";是否为 {near}?"), format!("; did you mean {near}?"))
    });
    Failure::Usage(Text::new(
        format!("--profile {name}:应为 {list},或以 .ron 结尾的文件{zh}"),
        format!("--profile {name}: one of {list}, or a file that ends in .ron{en}"),
    ))
}

/// The report as tables.
fn told(report: &Report, language: Language) -> String {
    let mut text = format!("{}\n\n", report.source.get(language));
    let say = |zh: &str, en: &str| Text::new(zh, en).get(language).to_owned();
    let mut table = table([
        say("路网", "road network"),
        say("清理前", "before cleaning"),
        say("清理后", "after"),
    ]);
    for (name, before, after) in counts(&report.before, &report.after) {
        table.add_row([name.get(language).to_owned(), before, after]);
    }
    text += &format!("{table}\n\n");
    for note in &report.notes {
        let examples = match note.examples.is_empty() {
            true => String::new(),
            false => format!(" ({})", note.examples.join(", ")),
        };
        text += &format!("{:>9}  {}{examples}\n", note.count, note.what.get(language));
    }
    let mut far: Vec<_> = report.snapped.iter().filter(|it| it.distance_m > FAR_M).collect();
    far.sort_by(|one, other| other.distance_m.total_cmp(&one.distance_m));
    let (count, all) = (far.len(), report.snapped.len());
    text += &format!(
        "{}\n",
        say(
            &format!("\n居民点和设施 {all} 处,均接到最近的路网顶点;其中 {count} 处超过 {FAR_M} 米"),
            &format!(
                "\n{all} settlements and facilities, each at the nearest vertex of the roads; \
                 {count} of them farther than {FAR_M} m"
            ),
        )
    );
    for it in far.into_iter().take(FAR_MAX) {
        text += &format!("{:>9.0}  {} ({})\n", it.distance_m, it.title.get(language), it.id);
    }
    text +=
        &format!("\n{}\n", say("估算(逐项记在地图中):", "Estimated, and marked so in the map:"));
    for estimate in &report.estimates {
        let of = match estimate.of.len() {
            0 => String::new(),
            count => format!(" [{count}]"),
        };
        let (kind, basis) = (estimate.kind.text(), estimate.basis.get(language));
        text += &format!("  {}{of}: {basis}\n", kind.get(language));
    }
    text
}

fn table(header: [String; 3]) -> Table {
    let mut table = Table::new();
    table.load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(COLUMNS);
    table.set_header(header);
    table
}

fn counts(before: &NetworkCounts, after: &NetworkCounts) -> Vec<(Text, String, String)> {
    let whole = |zh: &str, en: &str, before: usize, after: usize| {
        (Text::new(zh, en), before.to_string(), after.to_string())
    };
    vec![
        whole("可通行路线", "ways that can be driven", before.drivable_ways, after.drivable_ways),
        whole("顶点 / 路口", "vertices / junctions", before.graph_nodes, after.graph_nodes),
        whole("路段 / 道路", "segments / roads", before.way_segments, after.way_segments),
        whole("有向边", "directed edges", before.directed_edges, after.directed_edges),
        whole("强连通部分", "strongly connected parts", before.n_scc, after.n_scc),
        whole("最大部分的顶点", "vertices of the largest", before.scc_nodes, after.scc_nodes),
        (
            Text::new("长度(公里)", "length (km)"),
            format!("{:.1}", before.length_km),
            format!("{:.1}", after.length_km),
        ),
    ]
}
