//! The level of a river's ordinary water along its course: never rising on the way down, whatever
//! the elevation says of a gorge, and as near to it as that allows.

use crate::base::grid::Grid;
use crate::county::channel::feeders;
use crate::county::drainage::{Flow, neighbours};

/// Level of each channel cell, m; elsewhere the ground.
///
/// What is seen of the bed is the lowest ground in a channel cell and beside it, other channel
/// cells apart: a line may lie a cell beside its valley. Of that the nearest profile in the sense
/// of least squares which rises upstream is taken, river by river from the mouth (isotonic
/// regression by pooling adjacent violators: Barlow, Bartholomew, Bremner and Brunk 1972), and a
/// tributary's is no lower than where it joins.
pub(super) fn levels(ground: &Grid<f32>, flow: &Flow, channel: &[bool], area: &[u32]) -> Grid<f32> {
    let mut levels = ground.clone();
    let main = |cell: u32| {
        feeders(ground, flow, channel, cell).max_by_key(|near| (area[*near as usize], *near))
    };
    // A receiver comes before what drains into it: the river below is levelled first.
    for &mouth in &flow.order {
        if !channel[mouth as usize] {
            continue;
        }
        let below = flow.receiver[mouth as usize];
        if below != mouth && main(below) == Some(mouth) {
            continue;
        }
        let river: Vec<u32> = std::iter::successors(Some(mouth), |cell| main(*cell)).collect();
        let seen: Vec<f32> = river.iter().map(|cell| bed_m(ground, channel, *cell)).collect();
        let least = if below == mouth { f32::MIN } else { levels.values[below as usize] };
        for (cell, level) in river.into_iter().zip(rising(&seen)) {
            levels.values[cell as usize] = level.max(least);
        }
    }
    levels
}

/// The lowest ground in a channel cell and in those beside it that hold no channel.
fn bed_m(ground: &Grid<f32>, channel: &[bool], cell: u32) -> f32 {
    neighbours(ground.columns, ground.rows, cell)
        .filter(|(near, _)| !channel[*near as usize])
        .map(|(near, _)| ground.values[near as usize])
        .fold(ground.values[cell as usize], f32::min)
}

/// The nearest sequence, in the sense of least squares, that never falls.
fn rising(values: &[f32]) -> Vec<f32> {
    // Blocks of one mean: their sum and how many they are.
    let mut blocks: Vec<(f64, u32)> = Vec::with_capacity(values.len());
    let mean = |block: &(f64, u32)| block.0 / f64::from(block.1);
    for &value in values {
        let mut block = (f64::from(value), 1);
        while let Some(last) = blocks.pop_if(|last| mean(last) >= mean(&block)) {
            block = (last.0 + block.0, last.1 + block.1);
        }
        blocks.push(block);
    }
    let level = |block: &(f64, u32)| std::iter::repeat_n(mean(block) as f32, block.1 as usize);
    blocks.iter().flat_map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn violators_are_pooled() {
        assert_eq!(rising(&[1.0, 3.0, 2.0, 4.0]), [1.0, 2.5, 2.5, 4.0]);
        assert_eq!(rising(&[3.0, 2.0, 1.0]), [2.0, 2.0, 2.0]);
    }

    #[test]
    fn a_dam_in_the_elevation_is_cut_and_a_tributary_comes_from_above() {
        // Down to the east by 1 m a cell, with a dam of 30 m in the third; a tributary from north.
        let mut ground = Grid::filled(7, 5, 100.0, 500.0_f32);
        for column in 0..7 {
            ground.set(column, 2, 10.0 - column as f32 + if column == 3 { 30.0 } else { 0.0 });
        }
        for row in 0..2 {
            ground.set(5, row, 1.0);
        }
        let mut receiver: Vec<u32> = (0..35).collect();
        let mut channel = vec![false; 35];
        for cell in 14..20_u32 {
            receiver[cell as usize] = cell + 1;
        }
        (receiver[5], receiver[12]) = (12, 19);
        for cell in [5, 12, 14, 15, 16, 17, 18, 19, 20] {
            channel[cell] = true;
        }
        let order = vec![20, 19, 18, 17, 16, 15, 14, 12, 5];
        let area: Vec<u32> = (0..35).map(|cell| if cell > 13 { 100 + cell } else { 1 }).collect();
        let flow = Flow { receiver, order, filled_m: ground.values.clone() };
        let levels = levels(&ground, &flow, &channel, &area);
        let river: Vec<f32> = (14..21).map(|cell| levels.values[cell]).collect();
        assert_eq!(river, [16.0, 16.0, 16.0, 16.0, 6.0, 5.0, 4.0]);
        assert_eq!((levels.at(5, 1), levels.at(5, 0), levels.at(0, 0)), (5.0, 5.0, 500.0));
    }

    proptest! {
        #[test]
        fn it_never_falls_and_keeps_the_mean(
            values in prop::collection::vec(0.0..100.0_f32, 1..60),
        ) {
            let risen = rising(&values);
            prop_assert_eq!(risen.len(), values.len());
            prop_assert!(risen.windows(2).all(|pair| pair[0] <= pair[1]));
            let sum = |values: &[f32]| values.iter().map(|it| f64::from(*it)).sum::<f64>();
            prop_assert!((sum(&risen) - sum(&values)).abs() < 0.01);
        }
    }
}
