//! `muster` plays a county's emergency plan against a disaster, minute by minute, and shows who was
//! late, who waited for whom, who did not know, and what each of those cost.
//!
//! This page is the architecture document. It tells what happens to what a person writes until a
//! report lies on the table, then where everything lives and what each part must not know. A test
//! holds the layer table; rustdoc holds the links.
//!
//! # How a drill comes about
//!
//! 1. **Read.** [`files`] reads maps, plans and scenarios (RON, CSV, grids) as bytes; nothing else
//!    in the library reads or writes. What was written is held as written:
//!    [`plan::file`], [`scenario::file`]. A map of a real place was made before, by
//!    [`county::import`], from what public maps say, each estimate marked.
//! 2. **Resolve.** Places that a plan or scenario names by what they are (`{village}`) are chosen
//!    on the map first ([`county::choice`]), so that one storyline plays in any county
//!    ([`scenario::template`]). Names become ids over a [`county::place::County`] and a
//!    [`plan::Plan`];
//!    what is wrong is said at once and all of it, as [`base::problem::Problems`], each with its
//!    place, what was found, what was expected and the nearest valid name. What comes out is a
//!    [`scenario::Drill`], and nothing invalid exists past it.
//! 3. **Play.** [`sim`] holds the world: what is true. An agenda of occurrences, ordered by time,
//!    priority and a hash of stable keys, drives it; [`hazard`] says what water, slopes and people
//!    do. Desks act on what they *know*: their pictures, fed by messages that take time, fill up
//!    and fail, live in [`knowledge`], and [`autopilot`] decides at every desk where nobody sits,
//!    from picture and plan alone.
//! 4. **Record.** Every fact that somebody later reads is appended to an [`event_log::EventLog`],
//!    with its cause. It is the *only* thing read from here on: if it is not in the log it did not
//!    happen. Its digest says whether two runs are the same run.
//! 5. **Score.** [`score`] takes the drill and the log, never the world, and gives response-time
//!    chains against the plan's standards, outcomes, coordination gaps with their evidence, and
//!    ratings.
//! 6. **Review.** A gap is priced by playing the same seed again with that one gap repaired
//!    (`review`, over many runs of `sweep`).
//! 7. **Report.** [`report`] turns all of this into documents and tables in Chinese and English,
//!    as values; [`files`] writes the run folder, whole or not at all.
//! 8. **Say.** [`cli`] parses what a person typed, calls the above, prints a short table and exits
//!    with a code that a script can read.
//!
//! # The house
//!
//! A module uses only rows above its own; rows of one number do not know each other. Rows without
//! a link are not built yet.
//!
//! | row | module | what lives there |
//! |---|---|---|
//! | 0 | [`base`] | time, ids, keys, keyed chance, portable mathematics, grids, texts, problems |
//! | 1 | [`vocabulary`] | the words that plan, log and simulation share: facts, orders, channels |
//! | 2 | [`hazard`] | pure models of what nature and people do: no ECS, no IO, no own clock |
//! | 2 | [`event_log`] | the closed set of events, the append-only log, its digest, its codec |
//! | 3 | [`county`] | roads, router, facilities, zones with people, terrain; generation; import |
//! | 4 | [`plan`] | desks, teams, flows, duties, scales, standards, lint |
//! | 5 | [`scenario`] | storyline, injects, tiers, catalogue; validation into a `Drill` |
//! | 5 | [`knowledge`] | pictures, messages, channels, as pure state and transitions |
//! | 6 | [`autopilot`] | plays the plan at each desk where nobody sits; cannot see the world |
//! | 7 | [`sim`] | the ECS: world, agenda, handlers |
//! | 7 | [`score`] | chains, outcomes, gaps, ratings, from drill and log |
//! | 8 | `sweep` | many runs, statistics, thresholds, comparison |
//! | 9 | `review` | prices, variation, ratings in context, improvement |
//! | 10 | [`report`] | documents, tables and pictures |
//! | 11 | [`files`] | the only IO: maps, plans, scenarios, run folders |
//! | 12 | `console` | the page on which people take seats |
//! | 13 | [`cli`] | subcommands and exit codes |
//!
//! # What is absent
//!
//! - Only [`sim`] knows that the world is an ECS (`bevy_ecs`).
//! - [`score`] does not know that [`sim`] exists; [`autopilot`] and [`knowledge`] see neither the
//!   world nor the log.
//! - Only [`files`], [`cli`] and the binary touch files, streams and the environment.
//! - Nothing reads a wall clock, iterates over a hash map, or draws a number that is not keyed by
//!   seed, purpose and a stable key ([`base::chance`], [`base::key`]): a run is the same bits from
//!   the same inputs, and one more team or message moves nobody else's draw.
//! - Transcendental functions come from [`base::math`] alone.
//!
//! `tests/suite/house.rs` holds these, clippy the rest.

pub mod base;
pub mod vocabulary;
pub mod hazard;
pub mod event_log;
pub mod county;
pub mod plan;
pub mod scenario;
pub mod knowledge;
pub mod autopilot;
pub mod sim;
pub mod score;
pub mod report;
pub mod files;
pub mod cli;
