//! What each hazard model costs on the shipped county: one update of every file of `src/hazard/`,
//! named by what it computes. Where a model is asked place by place, all settlements, reaches or
//! bridges of the county are asked; where person by person, a thousand people.
//! DESIGN.md allows a step of the grid of 202,000 cells 5 ms with a tenth of it wet and 15 ms all
//! wet: read the ratio of the two, and of both to copying the grid, which stands beside them.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration as WallDuration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, criterion_group, criterion_main};
use muster::base::chance::{Draws, Purpose, Seed};
use muster::base::grid::Grid;
use muster::base::key::Key;
use muster::base::time::Duration;
use muster::files::drill::load;
use muster::hazard::arrivals::{HourlyRates, thinned};
use muster::hazard::attack_victims::Attack;
use muster::hazard::burn::Burn;
use muster::hazard::casualty::{self, SeverityMix};
use muster::hazard::cold::{exposure_per_hour, frostbite_risk, wind_chill_c};
use muster::hazard::congestion::{Acceleration, Spacing, loaded_minutes, nearest_km};
use muster::hazard::crowd::{Gathering, density_class, walking_speed};
use muster::hazard::departure::TWEEDIE_1986;
use muster::hazard::earthquake::aftershocks::AftershockRate;
use muster::hazard::earthquake::burial::RescueRecord;
use muster::hazard::earthquake::debris::{Frontage, Street, is_blocked};
use muster::hazard::earthquake::etas::{Branching, EtasData};
use muster::hazard::earthquake::fragility::{BridgeClass, BuildingClass};
use muster::hazard::earthquake::intensity::SeismicZone;
use muster::hazard::earthquake::{Earthquake, EarthquakeData, Shaking};
use muster::hazard::epidemic::Disease;
use muster::hazard::epidemic::extinction::{Offspring, extinction};
use muster::hazard::epidemic::zones::{Epidemic, Travel, Zone};
use muster::hazard::flood::breach::{DamBreach, EmbankmentBreach, EmbankmentData, EmbankmentSoil};
use muster::hazard::flood::inundation::{Edge, Inundation, InundationData};
use muster::hazard::food_poisoning::{FoodAgent, TaintedMeal};
use muster::hazard::hypercube::{DemandClass, Hypercube, WhenBusy};
use muster::hazard::landslide::CAINE_1980;
use muster::hazard::people_in_water::{harm_per_minute, hazard_class, hazard_rating};
use muster::hazard::quake_landslide::{Displacement, Slope, failure_probability};
use muster::hazard::queue::mean_wait;
use muster::hazard::rain::member::Perturbation;
use muster::hazard::rating::{Rating, Section};
use muster::hazard::reach::{Cascade, StepFlow};
use muster::hazard::release::dispersion::{Plume, Terrain};
use muster::hazard::release::indoors::inside;
use muster::hazard::release::puffs::{Cloud, Source, WindSpell};
use muster::hazard::release::stability::Stability;
use muster::hazard::release::toxic::{Gas, substance};
use muster::hazard::reservoir::Pool;
use muster::hazard::resuscitation::Delays;
use muster::hazard::rumour::Rumour;
use muster::hazard::runoff::{UnitHydrograph, excess_mm};
use muster::hazard::shelter_air::{Effort, Room, carboxyhaemoglobin_percent};
use muster::hazard::structure_fire::{EFFECTIVE_MJ_L, Growth, StructureFire, WaterFlow};
use muster::hazard::triage;
use muster::hazard::vehicle::depth_classes;
use muster::hazard::warning::{PublicChannel, diffusion};
use muster::hazard::wildfire::rate::{Conditions, Weather};
use muster::hazard::wildfire::rothermel::{FuelModel, Moisture, WindAndSlope, surface_fire};
use muster::hazard::wildfire::safety::escapes;
use muster::hazard::wildfire::spotting::spotting_m;
use muster::hazard::wildfire::spread::{CellFire, Ground, Ignition, Period};
use muster::scenario::{Drill, Tier, flood};

/// Columns and rows of 202,050 cells.
const GRID: (usize, usize) = (450, 449);
/// Seconds of one step of the water, as its depth allows.
const STEP_SECONDS: f64 = 5.0;
/// People asked one by one.
const PEOPLE: u32 = 1_000;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

/// The shipped flash flood, with its county.
fn drill() -> Drill {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scenario = root.join("scenarios/2026-q2-flash-flood");
    load(&scenario, None, None, Tier::Advanced).expect("the shipped scenario is valid").drill
}

fn group<'a>(criterion: &'a mut Criterion, name: &str) -> Group<'a> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20);
    group.warm_up_time(WallDuration::from_millis(300));
    group.measurement_time(WallDuration::from_secs(1));
    group
}

fn time<T>(group: &mut Group, name: &str, mut work: impl FnMut() -> T) {
    group.bench_function(name, |bencher| bencher.iter(&mut work));
}

fn draws() -> Draws {
    Seed(1).draws(Purpose::Hazard, Key(1))
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
    let mut group = group(criterion, "inundation");
    for (name, wet) in [("step_a_tenth_wet", 0.1), ("step_all_wet", 1.0)] {
        let mut inundation = ground(wet);
        time(&mut group, name, || {
            inundation.advance(STEP_SECONDS, &[], 0.0).expect("a step in range");
        });
    }
    let inundation = ground(1.0);
    time(&mut group, "copy_of_the_depths", || inundation.depths_m().to_vec());
}

fn rivers(criterion: &mut Criterion, drill: &Drill) {
    let flood = flood::flood(drill).expect("a flash flood has one");
    let setting = flood.setting();
    let storm = setting.storm.hyetograph().expect("the storm is in range");
    let rain = storm.series(&Perturbation::NONE);
    let reach = &setting.reaches[setting.reaches.len() / 2];
    let section = Section::new(reach.channel, &reach.ground, 1.0);
    let rating = Rating::new(&section);
    let unit = UnitHydrograph::scs(5, 90.0);
    let dam = setting.reservoirs[0].reservoir;
    let embankment = EmbankmentData {
        crest_m: 24.0,
        bottom_m: 19.0,
        width_m: 10.0,
        width_max_m: 400.0,
        deepening_seconds: 600.0,
        soil: EmbankmentSoil::Clay,
    };
    let mut group = group(criterion, "river");
    time(&mut group, "rain_of_the_storm", || storm.series(&Perturbation::NONE));
    time(&mut group, "runoff_of_a_catchment", || {
        unit.flow_m3_s(&excess_mm(&rain, 75.0, 5, 288), black_box(20.0))
    });
    time(&mut group, "rating_of_a_reach", || Rating::new(&section));
    time(&mut group, "reach_of_a_day", || {
        let length_m = reach.channel.length_m;
        let mut cascade = Cascade::steady(&rating, length_m, 300.0, 300.0, (5.0, 1.0));
        for step in 0..288 {
            let flow = |step: u32| 5.0 + f64::from(step.min(288 - step));
            cascade.advance(StepFlow::linear(flow(step), flow(step + 1)), 1.0);
        }
        cascade.outflow_m3_s()
    });
    time(&mut group, "reservoir_of_a_day", || {
        let mut pool = Pool::new(dam, 120.0);
        for _ in 0..288 {
            pool.advance(black_box(500.0), 300.0, 120.0);
        }
        pool.level_m()
    });
    time(&mut group, "dam_breach_of_a_day", || {
        let breach = DamBreach::new(black_box(38e6), 40.0).expect("the dam is in range");
        (0..288).map(|step| breach.outflow_m3_s(300.0 * f64::from(step))).sum::<f64>()
    });
    time(&mut group, "embankment_breach_of_an_hour", || {
        let mut breach = EmbankmentBreach::new(embankment).expect("the embankment is in range");
        for _ in 0..360 {
            breach.advance(10.0, black_box(22.0), 19.0).expect("the levels are in range");
        }
        breach.width_m()
    });
    time(&mut group, "member_of_the_flood", || flood.prepare(black_box(0), &[]));
    time(&mut group, "landslide_trigger_of_the_storm", || CAINE_1980.trigger(&rain, 2.0));
    let reaches = 0..setting.reaches.len();
    let conveyances: Vec<f64> = reaches.map(|reach| flood.ground_conveyance(reach)).collect();
    time(&mut group, "vehicle_classes_beside_all_reaches", || {
        conveyances.iter().map(|conveyance| depth_classes(*conveyance).len()).sum::<usize>()
    });
    time(&mut group, "people_in_water_beside_all_reaches", || {
        let harm = |velocity: &f64| harm_per_minute(hazard_class(hazard_rating(0.6, *velocity)));
        conveyances.iter().map(harm).sum::<f64>()
    });
}

/// Where the settlements are, metres.
fn settlements(drill: &Drill) -> Vec<(f64, f64)> {
    let nodes = &drill.county.network.nodes;
    let node = |zone: &muster::county::place::Zone| &nodes[zone.node.index()];
    drill.county.zones.iter().map(node).map(|node| (node.x_m, node.y_m)).collect()
}

fn quake(criterion: &mut Criterion, places: &[(f64, f64)]) {
    let earthquake = Earthquake::new(EarthquakeData {
        epicentre_m: places[0],
        magnitude: 6.4,
        depth_km: 9.0,
        strike_degrees: 30.0,
        zone: SeismicZone::Eastern,
        residual: 0.0,
    })
    .expect("the earthquake is in range");
    let shaken: Vec<Shaking> =
        places.iter().filter_map(|place| earthquake.at(*place).ok()).collect();
    let slope = Slope {
        cohesion_kpa: 10.0,
        friction_degrees: 32.0,
        weight_kn_m3: 18.0,
        thickness_m: 2.5,
        inclination_degrees: 35.0,
        wet_share: 0.3,
    };
    let branching =
        EtasData { productivity: 0.02, alpha: 1.5, p: 1.2, c_days: 0.01, b: 1.0, span: 5.0 };
    let mut group = group(criterion, "quake");
    time(&mut group, "shaking_of_all_settlements", || {
        places.iter().filter(|place| earthquake.at(**place).is_ok()).count()
    });
    time(&mut group, "damage_of_buildings_in_all_settlements", || {
        let fragility = BuildingClass::MasonryLow.fragility();
        let damage = |shaking: &Shaking| fragility.probabilities(shaking.acceleration_g).ok();
        shaken.iter().filter_map(damage).map(|states| states[4]).sum::<f64>()
    });
    time(&mut group, "closure_of_a_bridge_at_all_settlements", || {
        let closure = |shaking: &Shaking| {
            BridgeClass::MultiSpan.closure_probability(shaking.spectral_acceleration_g()).ok()
        };
        shaken.iter().filter_map(closure).sum::<f64>()
    });
    let mut draws = draws();
    let frontage = Some(Frontage { height_m: 12.0, setback_m: 1.0 });
    time(&mut group, "debris_on_1000_streets", || {
        let street = Street::new(9.0, [frontage; 2]).expect("the street is in range");
        (0..PEOPLE).filter(|_| is_blocked(street.drawn_clear_width_m(&mut draws))).count()
    });
    time(&mut group, "survival_of_1000_buried", || {
        let share = |hour: u32| RescueRecord::Tangshan.alive_share(0.1 * f64::from(hour));
        (0..PEOPLE).filter_map(|hour| share(hour).ok()).sum::<f64>()
    });
    time(&mut group, "aftershocks_of_a_week", || {
        AftershockRate::GENERIC.sequence(6.4, 3.4, (0.01, 7.0), &mut draws)
    });
    time(&mut group, "branching_ratio", || Branching::new(black_box(&branching)));
    time(&mut group, "slopes_at_all_settlements", || {
        let critical_g = slope.critical_g().expect("the slope is in range").max(0.01);
        let fails = |shaking: &Shaking| {
            let moved = Displacement::of_magnitude(critical_g, shaking.acceleration_g, 6.4).ok()?;
            failure_probability(moved.cm).ok()
        };
        shaken.iter().filter_map(fails).sum::<f64>()
    });
}

fn wildfire(criterion: &mut Criterion) {
    let (columns, rows) = GRID;
    let cell = CellFire { head_m_min: 4.0, toward_degrees: 60.0, length_to_breadth: 2.5 };
    let period = |from_minutes, toward_degrees| Period {
        from_minutes,
        fire: Grid::filled(columns, rows, 100.0, CellFire { toward_degrees, ..cell }),
    };
    let periods = [period(0.0, 60.0), period(120.0, 150.0)];
    let ground = Ground::new(&periods).expect("the rates are in range");
    let ignition = Ignition { column: columns / 2, row: rows / 2, minutes: 0.0 };
    let weather = Weather {
        temperature_c: 22.0,
        humidity_percent: 30.0,
        wind_m_s: 5.0,
        toward_degrees: 90.0,
    };
    let moisture = Moisture { one_hour: 0.06, ten_hour: 0.07, hundred_hour: 0.08, live: 0.9 };
    let mut group = group(criterion, "wildfire");
    time(&mut group, "ground_of_the_grid", || Ground::new(&periods).is_ok());
    time(&mut group, "six_hours_with_a_turn_of_the_wind", || {
        ground.arrivals(&[ignition], &[], 360.0)
    });
    time(&mut group, "wang_zhengfei_of_1000_cells", || {
        let head = |cell: u32| {
            let slope = 0.04 * f64::from(cell);
            let conditions = Conditions::new(&weather, slope, 10.0).expect("they are in range");
            conditions.head(1.2).rate.m_min
        };
        (0..1_000).map(head).sum::<f64>()
    });
    time(&mut group, "rothermel_of_1000_cells", || {
        let head = |cell: u32| {
            let drive = WindAndSlope {
                midflame_m_s: 2.0,
                toward_degrees: 90.0,
                slope: 0.001 * f64::from(cell),
                uphill_degrees: 10.0,
            };
            surface_fire(FuelModel::TimberLitter, &moisture, &drive).expect("it is in range")
        };
        (0..1_000).map(|cell| head(cell).flame_length_m).sum::<f64>()
    });
    time(&mut group, "spotting_distance", || spotting_m(black_box(3.0), 9.0, 9.0));
    time(&mut group, "escape_of_a_crew", || escapes(black_box(600.0), 30.0, 40.0));
    let house = StructureFire::new(Growth::Fast, 20_000.0, EFFECTIVE_MJ_L).expect("in range");
    let flows = [WaterFlow { from_seconds: 600.0, litres_s: 10.0 }];
    time(&mut group, "structure_fire_of_an_hour", || house.fought(&flows, 5.0, 720));
}

fn gas(criterion: &mut Criterion, places: &[(f64, f64)]) {
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
    let plume = Plume::new(1.0, 2.5, 1.0, Terrain::Rural, Stability::D).expect("it is in range");
    let chlorine = substance(Gas::Chlorine);
    let hour: Vec<f64> = (0..=60).map(|minute| 3.0 * f64::from(minute)).collect();
    let mut group = group(criterion, "release");
    time(&mut group, "cloud_at_all_settlements_at_one_moment", || {
        let snapshot = cloud.at(black_box(4_000.0));
        places.iter().map(|(x_m, y_m)| snapshot.concentration_kg_m3(*x_m, *y_m)).sum::<f64>()
    });
    time(&mut group, "reach_of_a_plume", || plume.reach(black_box(5.8e-6)));
    time(&mut group, "air_indoors_of_an_hour", || inside(&hour, 1.0, 0.7, 0.0));
    time(&mut group, "harm_of_an_hour", || chlorine.harm(chlorine.toxic_load(&hour, 1.0), 60.0));
    let room = Room::new(30.0, 0.5).expect("the room is in range");
    time(&mut group, "stove_in_a_room_of_a_night", || {
        let ppm = room.ppm_after(0.0, black_box(8.0), 480.0).expect("it is in range");
        carboxyhaemoglobin_percent(1.0, 0.0, ppm, 480.0, Effort::Rest)
    });
    time(&mut group, "cold_of_a_night", || {
        let chill = |hour: u32| wind_chill_c(-f64::from(hour), black_box(6.0)).ok();
        let exposure =
            |chill: f64| exposure_per_hour(chill, false) + f64::from(frostbite_risk(chill) as u8);
        (0..12).filter_map(chill).map(exposure).sum::<f64>()
    });
}

fn contagion(criterion: &mut Criterion, drill: &Drill) {
    let disease = Disease::new(2.5, 5.0, 7.0).expect("the disease is in range");
    let zone = |(index, zone): (usize, &muster::county::place::Zone)| Zone {
        population: zone.residents.max(1),
        infectious: if index == 0 { 10.min(zone.residents) } else { 0 },
    };
    let zones: Vec<Zone> = drill.county.zones.iter().take(30).enumerate().map(zone).collect();
    let others = 1..u32::try_from(zones.len()).expect("thirty");
    let travel: Vec<Travel> = others.map(|from| Travel { from, to: 0, share: 0.1 }).collect();
    let epidemic = Epidemic::new(disease, zones, &travel).expect("the zones are in range");
    let rumour = Rumour::new(6.0, 3.0).expect("the rates are in range");
    let meal = TaintedMeal::new(FoodAgent::Salmonella, 0.4).expect("the share is in range");
    let mut draws = draws();
    let mut group = group(criterion, "contagion");
    time(&mut group, "epidemic_of_30_zones_for_60_days", || epidemic.course(60));
    time(&mut group, "outbreak_of_30_zones_for_a_day", || {
        let mut outbreak = epidemic.outbreak();
        (0..24).for_each(|_| outbreak.advance_hour(1.0, &mut draws));
        outbreak.is_over()
    });
    time(&mut group, "extinction_of_10_cases", || {
        extinction(black_box(2.5), Offspring::NegativeBinomial { dispersion: 0.1 }, 10)
    });
    time(&mut group, "rumour_of_a_day", || rumour.course(0.001, None, 1_440));
    time(&mut group, "rumour_among_500_exactly", || rumour.never_told_among(500));
    time(&mut group, "rumour_among_10000_drawn", || rumour.hearing_hours(10_000, &mut draws));
    time(&mut group, "meal_of_1000_eaters", || {
        (0..PEOPLE).filter_map(|_| meal.onset_hours(draws.uniform())).sum::<f64>()
    });
}

fn people(criterion: &mut Criterion) {
    let spread = diffusion(PublicChannel::Loudspeaker, true);
    let gathering = Gathering::new(50.0, 3_000.0, 0.05).expect("the gathering is in range");
    let attack = Attack::new(0.5, 9.0).expect("the attack is in range");
    let mut draws = draws();
    let mut group = group(criterion, "people");
    time(&mut group, "warning_and_departure_of_1000_households", || {
        let leaves = |draws: &mut Draws| {
            let warned = spread.minutes(draws.uniform())?;
            Some(warned + TWEEDIE_1986.minutes(draws.uniform()))
        };
        (0..PEOPLE).filter_map(|_| leaves(&mut draws)).sum::<f64>()
    });
    time(&mut group, "burns_of_1000_casualties", || {
        (0..PEOPLE).map(|_| Burn::draw(5, &mut draws).survival()).sum::<f64>()
    });
    time(&mut group, "crowd_of_an_hour", || {
        let speed = |minute: u32| {
            let density = gathering.people(f64::from(minute)) / 500.0;
            walking_speed(density).ok().filter(|_| density_class(density).is_ok())
        };
        (0..60).filter_map(speed).sum::<f64>()
    });
    time(&mut group, "attack_until_the_police_arrive", || attack.minutes(&mut draws));
    time(&mut group, "condition_triage_and_survival_of_1000", || {
        let survives = |draws: &mut Draws| {
            let condition = SeverityMix::Any.draw(draws);
            let signs = triage::signs_of(condition.score, condition.is_light, draws);
            let sorted = triage::as_sorted(triage::start(signs), draws);
            casualty::survival_after(condition.score, 20.0 * f64::from(sorted as u8))
        };
        (0..PEOPLE).map(|_| survives(&mut draws)).sum::<f64>()
    });
    time(&mut group, "cardiac_arrest", || {
        Delays::new(black_box(2.0), 8.0, 12.0).map(|delays| delays.survival_larsen())
    });
}

fn units(criterion: &mut Criterion) {
    let preference = |first: u32| (0..8).map(|unit| (first + unit) % 8).collect();
    let class = |first| DemandClass { per_hour: 0.7, preference: preference(first) };
    let classes: Vec<DemandClass> = (0..8).map(class).collect();
    let hypercube = Hypercube::new(8, 1.0, classes, WhenBusy::Waits).expect("it is in range");
    let rates = HourlyRates::new([1.0; 24]).expect("the rates are in range");
    let law = Acceleration::new(0.5, 16.67).expect("the law is in range");
    let day = Duration::from_minutes(1_440);
    let mut draws = draws();
    let mut group = group(criterion, "units");
    time(&mut group, "background_calls_of_a_day", || rates.calls(0, day, &mut draws));
    time(&mut group, "background_calls_of_a_day_thinned", || {
        thinned(|hour| 1.0 + 0.03 * hour, 1.8, day, &mut draws)
    });
    time(&mut group, "queue_of_10", || mean_wait(black_box(10), 0.8));
    time(&mut group, "hypercube_of_8_units", || hypercube.exact().expect("few units"));
    time(&mut group, "hypercube_of_8_units_approximately", || hypercube.approximate());
    time(&mut group, "congestion_acceleration_and_spacing", || {
        let minutes = loaded_minutes(black_box(10.0), 1.2)?;
        let km = nearest_km(Spacing::RandomRightAngled, 2_000.0, 12)?;
        law.seconds(1_000.0 * km).map(|seconds| minutes + seconds / 60.0)
    });
}

fn hazards(criterion: &mut Criterion) {
    let drill = drill();
    let places = settlements(&drill);
    water(criterion);
    rivers(criterion, &drill);
    quake(criterion, &places);
    wildfire(criterion);
    gas(criterion, &places);
    contagion(criterion, &drill);
    people(criterion);
    units(criterion);
}

criterion_group!(benches, hazards);
criterion_main!(benches);
