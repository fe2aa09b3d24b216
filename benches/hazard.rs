//! What the hazard models cost on the shipped county: a step of water over its grid, a fire over
//! it, the shaking of its settlements, a cloud at them, an epidemic and a rumour among them.
//! DESIGN.md allows a step of the grid of 202,000 cells 5 ms with a tenth of it wet and 15 ms all
//! wet: read the ratio of the two, and of both to copying the grid, which stands beside them.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use muster::base::grid::Grid;
use muster::county::place::County;
use muster::files::map;
use muster::hazard::earthquake::intensity::SeismicZone;
use muster::hazard::earthquake::{Earthquake, EarthquakeData};
use muster::hazard::epidemic::Disease;
use muster::hazard::epidemic::zones::{Epidemic, Travel, Zone};
use muster::hazard::flood::inundation::{Edge, Inundation, InundationData};
use muster::hazard::hypercube::{DemandClass, Hypercube, WhenBusy};
use muster::hazard::release::dispersion::{Stability, Terrain};
use muster::hazard::release::puffs::{Cloud, Source, WindSpell};
use muster::hazard::rumour::Rumour;
use muster::hazard::wildfire::spread::{CellFire, Ground, Ignition, Period};

/// Columns and rows of 202,050 cells.
const GRID: (usize, usize) = (450, 449);
/// Seconds of one step of the water, as its depth allows.
const STEP_SECONDS: f64 = 5.0;

fn county() -> County {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/qingshan");
    map::read(&folder).expect("the shipped map reads").0
}

/// Ground that slopes gently with bumps, and a metre of water in a share of its columns.
fn ground(wet: f64) -> Inundation {
    let (columns, rows) = GRID;
    let filled = |value: f64| Grid::filled(columns, rows, 100.0, value);
    let (mut bed, mut depth) = (filled(0.0), filled(0.0));
    for row in 0..rows {
        for column in 0..columns {
            let cell = row * columns + column;
            bed.values[cell] = 0.002 * column as f64 + 0.2 * ((row * 7 + column * 3) % 11) as f64;
            if (column as f64) < wet * columns as f64 {
                depth.values[cell] = 1.0;
            }
        }
    }
    let data = InundationData { bed, roughness: filled(0.035), depth, edges: [Edge::Closed; 4] };
    Inundation::new(&data).expect("the ground is in range")
}

fn water(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("inundation");
    group.sample_size(20);
    for (name, wet) in [("a_tenth_wet", 0.1), ("all_wet", 1.0)] {
        let mut inundation = ground(wet);
        group.bench_function(name, |bencher| {
            bencher.iter(|| inundation.advance(STEP_SECONDS, &[], 0.0).expect("a step in range"));
        });
    }
    let inundation = ground(1.0);
    group.bench_function("copy_of_the_depths", |bencher| {
        bencher.iter(|| black_box(inundation.depths_m().to_vec()));
    });
    group.finish();
}

fn fire(criterion: &mut Criterion) {
    let (columns, rows) = GRID;
    let cell = CellFire { head_m_min: 4.0, toward_degrees: 60.0, length_to_breadth: 2.5 };
    let period = |from_minutes, toward_degrees| Period {
        from_minutes,
        fire: Grid::filled(columns, rows, 100.0, CellFire { toward_degrees, ..cell }),
    };
    let periods = [period(0.0, 60.0), period(120.0, 150.0)];
    let ground = Ground::new(&periods).expect("the rates are in range");
    let ignition = Ignition { column: columns / 2, row: rows / 2, minutes: 0.0 };
    let mut group = criterion.benchmark_group("wildfire");
    group.sample_size(10);
    group.bench_function("ground", |bencher| {
        bencher.iter(|| Ground::new(&periods).expect("the rates are in range"));
    });
    group.bench_function("six_hours_with_a_turn_of_the_wind", |bencher| {
        bencher.iter(|| ground.arrivals(&[ignition], &[], 360.0));
    });
    group.finish();
}

fn settlements(criterion: &mut Criterion, county: &County) {
    let places: Vec<(f64, f64)> = county
        .zones
        .iter()
        .map(|zone| &county.network.nodes[zone.node.index()])
        .map(|node| (node.x_m, node.y_m))
        .collect();
    let earthquake = Earthquake::new(EarthquakeData {
        epicentre_m: places[0],
        magnitude: 6.4,
        depth_km: 9.0,
        strike_degrees: 30.0,
        zone: SeismicZone::Eastern,
        residual: 0.0,
    })
    .expect("the earthquake is in range");
    let source = Source {
        x_m: places[0].0,
        y_m: places[0].1,
        height_m: 1.0,
        begin_seconds: 0.0,
        duration_seconds: 3_600.0,
        mass_kg: 3_600.0,
    };
    let wind =
        |from_seconds, from_degrees| WindSpell { from_seconds, speed_m_s: 2.5, from_degrees };
    let winds = [wind(0.0, 45.0), wind(2_700.0, 90.0)];
    let cloud = Cloud::new(source, &winds, Terrain::Rural, Stability::D).expect("it is in range");
    let mut group = criterion.benchmark_group("settlements");
    group.bench_function("shaking_of_all", |bencher| {
        bencher.iter(|| places.iter().filter(|place| earthquake.at(**place).is_ok()).count());
    });
    group.bench_function("cloud_at_all_at_one_moment", |bencher| {
        bencher.iter(|| {
            let snapshot = cloud.at(black_box(4_000.0));
            places.iter().map(|(x_m, y_m)| snapshot.concentration_kg_m3(*x_m, *y_m)).sum::<f64>()
        });
    });
    group.finish();
}

fn people(criterion: &mut Criterion, county: &County) {
    let disease = Disease::new(2.5, 5.0, 7.0).expect("the disease is in range");
    let zone = |(index, zone): (usize, &muster::county::place::Zone)| Zone {
        population: zone.residents.max(1),
        infectious: if index == 0 { 10.min(zone.residents) } else { 0 },
    };
    let zones: Vec<Zone> = county.zones.iter().take(30).enumerate().map(zone).collect();
    let others = 1..u32::try_from(zones.len()).expect("thirty");
    let travel: Vec<Travel> = others.map(|from| Travel { from, to: 0, share: 0.1 }).collect();
    let epidemic = Epidemic::new(disease, zones, &travel).expect("the zones are in range");
    let rumour = Rumour::new(6.0, 3.0).expect("the rates are in range");
    let preference = |first: u32| (0..8).map(|unit| (first + unit) % 8).collect();
    let class = |first| DemandClass { per_hour: 0.7, preference: preference(first) };
    let classes: Vec<DemandClass> = (0..8).map(class).collect();
    let hypercube = Hypercube::new(8, 1.0, classes, WhenBusy::Waits).expect("it is in range");
    let mut group = criterion.benchmark_group("people");
    group.sample_size(20);
    group.bench_function("epidemic_of_30_zones_for_60_days", |bencher| {
        bencher.iter(|| epidemic.course(60).expect("few days"));
    });
    group.bench_function("rumour_of_a_day", |bencher| {
        bencher.iter(|| rumour.course(0.001, None, 1_440).expect("few minutes"));
    });
    group.bench_function("hypercube_of_8_units", |bencher| {
        bencher.iter(|| hypercube.exact().expect("few units"));
    });
    group.finish();
}

fn hazards(criterion: &mut Criterion) {
    let county = county();
    water(criterion);
    fire(criterion);
    settlements(criterion, &county);
    people(criterion, &county);
}

criterion_group!(benches, hazards);
criterion_main!(benches);
