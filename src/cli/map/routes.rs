//! `muster map routes`: times and lengths between pairs of points, for a table of them.

use std::path::PathBuf;

use clap::Args;
use csv::StringRecord;

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use super::import::unknown_rules;
use super::travel::refused;
use crate::base::problem::{Place, Problem, Problems};
use crate::base::text::Text;
use crate::county::access::Travel;
use crate::county::import::rules::RoadRules;
use crate::county::itinerary::{Index, Journey, Means, Taken};
use crate::files::{folder, map, source};
use crate::vocabulary::profile::Profile;

const EXAMPLES: &str = "\
The table has the columns origin_node and dest_node: numbers of the source's points, also where
they lie inside a road, or written names of junctions. A column closed_way_id closes one way in
both directions for its row. Other columns are kept; time_s and length_m are added.

Examples:
  muster map routes maps/andorra --pairs od.csv -o times.csv
  muster map routes maps/andorra --pairs od.csv --profile reference-1 -o times.csv
  muster map routes maps/town --pairs od.csv --profile high-clearance --hour 8 -o times.csv";

/// 批量查询两点间最快路径的用时和里程
///
/// Finds the quickest route between each pair of points of a table.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(in super::super) struct Routes {
    /// Folder of the map
    map: PathBuf,
    /// Table of pairs (CSV)
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
    /// A vehicle (road, high-clearance, off-road, foot, boat), or rules of the road as `map import`
    /// takes them
    #[arg(long, default_value = "road", value_name = "NAME|FILE")]
    profile: String,
    /// Hour of the day, 0 to 23, for a vehicle: roads as slow as the map has them then (default: at
    /// their best)
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=23), value_name = "HOUR")]
    hour: Option<u8>,
    /// Table to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Columns that are read, and whether a table must have them.
const COLUMNS: [(&str, bool); 3] =
    [("origin_node", true), ("dest_node", true), ("closed_way_id", false)];
/// Columns that are written.
const RESULTS: [&str; 2] = ["time_s", "length_m"];
/// What stands for the time where there is no way.
const UNREACHABLE: &str = "unreachable";

/// By what journeys are timed, as it was asked for.
enum By {
    Vehicle(Profile),
    Rules(Box<RoadRules>),
}

/// A table as it was read.
struct Pairs {
    header: StringRecord,
    /// Rows, each with its line.
    rows: Vec<(u64, StringRecord)>,
    /// Where each of [`COLUMNS`] stands.
    columns: [Option<usize>; 3],
}

impl Routes {
    pub(super) fn run(self, terminal: &Terminal) -> Result<(), Failure> {
        let (by, hour) = (by(&self.profile, self.hour)?, self.hour.map(usize::from));
        let (step, path) = (terminal.step(), self.map.clone());
        let pairs_path = self.pairs.clone();
        let work = terminal.work(move || {
            step.now("读取地图", "reading the map");
            let (county, warnings, _) = map::read(&path)?;
            let origin = source::origin(&path, &county.network)?;
            if origin.is_none() && matches!(by, By::Rules(_)) {
                return Err(Failure::Usage(Text::new(
                    format!("{}:不是导入的地图,没有源路线可供规则判断;请用车型", path.display()),
                    format!(
                        "{}: was not imported, so that no rules of the road apply: name a vehicle",
                        path.display()
                    ),
                )));
            }
            let file = pairs_path.display().to_string();
            let pairs = pairs(&file, &source::bytes(&pairs_path)?)?;
            let means = match by {
                By::Rules(rules) => Means::Rules(rules),
                By::Vehicle(profile) => {
                    let travel = Travel::new(&county, profile, hour);
                    let travel = travel.map_err(|problem| refused(&path, *problem))?;
                    Means::Vehicle(profile, travel.overlay)
                }
            };
            let index = Index::new(&county.network, origin.as_ref());
            let journeys = journeys(&file, &pairs, &index)?;
            step.now("查询路径", "finding routes");
            let taken = index.routes(&means, &journeys);
            Ok((table(&pairs, &taken), taken, warnings))
        })?;
        let (bytes, taken, warnings) = work?;
        terminal.warn(&warnings);
        folder::write_one(&self.output, &bytes, terminal.interrupt())?;
        let (all, none) = (taken.len(), taken.iter().filter(|taken| taken.is_none()).count());
        let output = self.output.display();
        terminal.say(&Text::new(
            format!("{all} 对,其中不可达 {none} 对。\n结果:{output}"),
            format!("{all} pairs, {none} of them unreachable.\nTable: {output}"),
        ))
    }
}

/// A vehicle, or rules of the road that an hour says nothing of.
fn by(name: &str, hour: Option<u8>) -> Result<By, Failure> {
    let vehicle = Profile::ALL.iter().find(|profile| profile.word() == name);
    if let Some(profile) = vehicle {
        return Ok(By::Vehicle(*profile));
    }
    let Some(rules) = source::road_rules(name)? else {
        let vehicles: Vec<String> = Profile::ALL.iter().map(|it| it.word()).collect();
        return Err(unknown_rules(name, &vehicles));
    };
    if hour.is_some() {
        return Err(Failure::Usage(Text::new(
            format!("--hour:道路规则 {name} 不分时刻;请用车型"),
            format!("--hour: the rules {name} know no hours: name a vehicle"),
        )));
    }
    Ok(By::Rules(Box::new(rules)))
}

fn pairs(file: &str, bytes: &[u8]) -> Result<Pairs, Problems> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let wrong = |error: &csv::Error| {
        let line = error.position().map_or(0, csv::Position::line) as u32;
        let expected = Text::new("UTF-8 的 CSV", "CSV in UTF-8");
        Problem::error(Place::line(file, line, 1), error.to_string(), expected)
    };
    let header = reader.headers().map_err(|error| Problems(vec![wrong(&error)]))?.clone();
    let mut problems = Problems::default();
    let columns = COLUMNS.map(|(name, is_needed)| {
        let column = header.iter().position(|own| own.trim() == name);
        if column.is_none() && is_needed {
            problems.push(Problem::unknown_name(
                Place::line(file, 1, 1),
                &header.iter().collect::<Vec<_>>().join(","),
                &Text::new(format!("列 {name} "), format!("a column {name}")),
                header.iter(),
            ));
        }
        column
    });
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                if record.len() != header.len() {
                    let count = header.len();
                    let expected = Text::new(format!("{count} 列"), format!("{count} fields"));
                    let place = Place::line(file, line as u32, 1);
                    problems.push(Problem::error(place, record.len().to_string(), expected));
                }
                rows.push((line, record));
            }
            Err(error) => problems.push(wrong(&error)),
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(Pairs { header, rows, columns }) }
}

fn journeys(file: &str, pairs: &Pairs, index: &Index<'_>) -> Result<Vec<Journey>, Problems> {
    let mut problems = Problems::default();
    let mut journeys = Vec::with_capacity(pairs.rows.len());
    for (line, row) in &pairs.rows {
        let field = |column: usize| {
            let place = pairs.columns[column]?;
            row.get(place).map(str::trim).filter(|field| !field.is_empty())
        };
        let mut unknown = |column: usize, what: Text| {
            let place = Place {
                path: COLUMNS[column].0.to_owned(),
                ..Place::line(file, *line as u32, pairs.columns[column].unwrap_or(0) as u32 + 1)
            };
            let found = field(column).unwrap_or_default();
            problems.push(Problem::unknown_name(place, found, &what, index.names()));
        };
        let mut stop = |column: usize| {
            let stop = field(column).and_then(|name| index.stop(name));
            if stop.is_none() {
                let what = Text::new(
                    "地图中的点(源编号或路口名称;主路网之外的点不在地图中)",
                    "a point of the map (number in the source, or junction; what lies outside \
                     the main network is not in it)",
                );
                unknown(column, what);
            }
            stop
        };
        let (from, to) = (stop(0), stop(1));
        let closed = field(2).map(|name| index.closed(name));
        if closed == Some(None) {
            unknown(
                2,
                Text::new(
                    "地图中的路线(源编号)或道路",
                    "a way (number in the source) or road of the map",
                ),
            );
        }
        if let (Some(from), Some(to)) = (from, to) {
            journeys.push(Journey { from, to, closed: closed.flatten() });
        }
    }
    if problems.has_errors() { Err(problems) } else { Ok(journeys) }
}

/// The same rows with times and lengths.
fn table(pairs: &Pairs, taken: &[Option<Taken>]) -> Vec<u8> {
    let is_kept = |column: &usize| !RESULTS.contains(&pairs.header.get(*column).unwrap_or(""));
    let kept: Vec<usize> = (0..pairs.header.len()).filter(is_kept).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: &StringRecord, results: [String; 2]| {
        let fields = kept.iter().map(|column| row.get(*column).unwrap_or("").to_owned());
        let all: Vec<String> = fields.chain(results).collect();
        writer.write_record(all).expect("memory takes everything");
    };
    write(&pairs.header, RESULTS.map(str::to_owned));
    for ((_, row), taken) in pairs.rows.iter().zip(taken) {
        let thousandths = |value: u64| format!("{}.{:03}", value / 1_000, value % 1_000);
        write(
            row,
            match taken {
                Some(taken) => [thousandths(taken.time_ms), thousandths(taken.length_mm)],
                None => [UNREACHABLE.to_owned(), String::new()],
            },
        );
    }
    writer.into_inner().expect("memory takes everything")
}
