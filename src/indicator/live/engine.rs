//! The running state of one node of a study.

use std::fmt;

use ta_lib::RetCode;
use ta_lib::abstract_api::{FuncId, InputType};

use super::super::column::Column;
use super::super::entry::Binding;
use super::super::extension::NextBar;
use super::super::feed::Feed;
use super::super::field::Field;
use super::super::node::{Buffers, Node, refusal};
use super::super::param::Values;
use super::super::talib;
use super::super::talib::stream::{self, Stream};
use crate::{Bar, Bars, Result};

pub(super) type Row = Vec<Option<f64>>;

/// A node, what it reads, and where it stands.
pub(super) struct Engine<'a> {
    node: &'a Node,
    inputs: Vec<Engine<'a>>,
    state: State,
    row: Row,
}

enum State {
    Field(Field),
    Stream(Running),
    Foreign {
        fresh: Box<dyn NextBar>,
        running: Box<dyn NextBar>,
        needs_volume: bool,
    },
    /// Runs over all bars so far, again and again; whoever has those bars does so and hands in the rows.
    Replay,
}

/// What the studies that are replayed gave, in the order in which [`Engine::update`] asks for their rows.
pub(super) struct Replays(Vec<Vec<Column>>);

impl Replays {
    /// Their rows at bar `at`.
    pub(super) fn rows(&self, at: usize) -> impl Iterator<Item = Row> {
        let row =
            move |columns: &Vec<Column>| columns.iter().map(|column| column.get(at)).collect();
        self.0.iter().map(row)
    }
}

/// A stream of TA-Lib's, or the bars it still needs to begin.
struct Running {
    id: FuncId,
    lookback: usize,
    stream: Option<Box<dyn Stream>>,
    history: Vec<Vec<f64>>,
    /// Bars so far.
    seen: usize,
    /// Bars before the first one of the stream.
    start: usize,
}

impl<'a> Engine<'a> {
    pub(super) fn new(node: &'a Node) -> Self {
        let foreign = |fresh: Box<dyn NextBar>, needs_volume| State::Foreign {
            running: fresh.copy(),
            fresh,
            needs_volume,
        };
        let state = match &node.binding {
            Binding::Field(field) => State::Field(*field),
            Binding::TaLib(id) => State::Stream(Running::new(*id, node)),
            Binding::Ta(ta) => foreign(ta.make(Values(&node.params)), ta.needs_volume),
            Binding::Custom(fresh) => foreign(fresh.copy(), false),
            Binding::Own(_) | Binding::Longer(_) => State::Replay,
        };
        let inputs = match state {
            State::Stream(_) => node.inputs.iter().map(Self::new).collect(),
            _ => vec![],
        };
        Self {
            node,
            inputs,
            state,
            row: vec![None; node.outputs.len()],
        }
    }

    pub(super) fn row(&self) -> &[Option<f64>] {
        &self.row
    }

    /// Whether a study in it is replayed.
    pub(super) fn has_replays(&self) -> bool {
        matches!(self.state, State::Replay) || self.inputs.iter().any(Self::has_replays)
    }

    /// Runs what is replayed over all bars of `feed`. Nothing changes here.
    pub(super) fn replay(&self, feed: Feed<'_>) -> Result<Replays> {
        let mut replays = Replays(vec![]);
        self.replay_into(&mut replays, feed)?;
        Ok(replays)
    }

    fn replay_into(&self, replays: &mut Replays, feed: Feed<'_>) -> Result<()> {
        for input in &self.inputs {
            input.replay_into(replays, feed)?;
        }
        if matches!(self.state, State::Replay) {
            let mut buffers = Buffers::default();
            self.node.run(feed, &mut buffers)?;
            replays.0.push(buffers.columns);
        }
        Ok(())
    }

    /// Takes a bar, with the rows of what is replayed.
    pub(super) fn update(
        &mut self,
        bar: Bar<'_>,
        feed: Feed<'_>,
        replayed: &mut dyn Iterator<Item = Row>,
    ) -> Result<()> {
        for input in &mut self.inputs {
            input.update(bar, feed, replayed)?;
        }
        match &mut self.state {
            State::Field(field) => self.row = vec![Some(read(*field, bar, feed.bars)?)],
            State::Stream(running) => {
                let free = self.inputs.iter().map(|input| input.row[input.node.pick]);
                let x = series(running.id, free, bar, feed.bars)?;
                self.row = if let Some(x) = x {
                    running.update(&x, self.node)?
                } else {
                    running.seen += 1;
                    running.reset();
                    vec![None; self.row.len()]
                };
            }
            State::Foreign {
                running,
                needs_volume,
                ..
            } => {
                if *needs_volume {
                    read(Field::Volume, bar, feed.bars)?;
                }
                self.row = next_row(&mut **running, bar, self.row.len());
            }
            State::Replay => self.row = replayed.next().unwrap_or_default(),
        }
        Ok(())
    }

    pub(super) fn peek(
        &self,
        bar: Bar<'_>,
        feed: Feed<'_>,
        replayed: &mut dyn Iterator<Item = Row>,
    ) -> Result<Row> {
        match &self.state {
            State::Field(field) => Ok(vec![Some(read(*field, bar, feed.bars)?)]),
            State::Stream(running) => {
                let mut free = Vec::new();
                for input in &self.inputs {
                    free.push(input.peek(bar, feed, replayed)?[input.node.pick]);
                }
                match series(running.id, free.into_iter(), bar, feed.bars)? {
                    Some(x) => running.peek(&x, self.node),
                    None => Ok(vec![None; self.row.len()]),
                }
            }
            State::Foreign {
                running,
                needs_volume,
                ..
            } => {
                if *needs_volume {
                    read(Field::Volume, bar, feed.bars)?;
                }
                Ok(next_row(&mut *running.copy(), bar, self.row.len()))
            }
            State::Replay => Ok(replayed.next().unwrap_or_default()),
        }
    }

    pub(super) fn gap(&mut self) {
        for input in &mut self.inputs {
            input.gap();
        }
        match &mut self.state {
            State::Field(_) | State::Replay => {}
            State::Stream(running) => running.reset(),
            State::Foreign { fresh, running, .. } => *running = fresh.copy(),
        }
        self.row.fill(None);
    }
}

impl Running {
    fn new(id: FuncId, node: &Node) -> Self {
        let reads = talib::fields(id).count() + talib::free_series(id);
        Self {
            id,
            lookback: node.own_lookback,
            stream: None,
            history: vec![vec![]; reads],
            seen: 0,
            start: 0,
        }
    }

    /// Forgets all values, but not how many bars there were.
    fn reset(&mut self) {
        self.stream = None;
        self.start = self.seen;
        self.history.iter_mut().for_each(Vec::clear);
    }

    fn update(&mut self, x: &[f64], node: &Node) -> Result<Row> {
        let mut row = vec![f64::NAN; node.outputs.len()];
        self.seen += 1;
        if let Some(stream) = &mut self.stream {
            stream
                .update(x, &mut row)
                .map_err(|code| refusal(self.id, code))?;
            return Ok(self.defined(row));
        }
        for (history, &x) in self.history.iter_mut().zip(x) {
            history.push(x);
        }
        self.stream = begin(self, &self.history, node, &mut row)?;
        if self.stream.is_some() {
            self.history.iter_mut().for_each(Vec::clear);
        }
        Ok(self.defined(row))
    }

    fn peek(&self, x: &[f64], node: &Node) -> Result<Row> {
        let mut row = vec![f64::NAN; node.outputs.len()];
        if let Some(stream) = &self.stream {
            stream
                .peek(x, &mut row)
                .map_err(|code| refusal(self.id, code))?;
        } else {
            let mut history = self.history.clone();
            for (history, &x) in history.iter_mut().zip(x) {
                history.push(x);
            }
            begin(self, &history, node, &mut row)?;
        }
        Ok(self.defined(row))
    }

    /// The row, with bars counted from the first of all.
    fn defined(&self, mut row: Vec<f64>) -> Row {
        for (index, value) in row.iter_mut().enumerate() {
            if talib::is_bar_index(self.id, index) {
                *value += self.start as f64;
            }
        }
        defined(&row)
    }
}

/// Opens the stream once there are bars enough, and writes its row.
fn begin(
    running: &Running,
    history: &[Vec<f64>],
    node: &Node,
    row: &mut [f64],
) -> Result<Option<Box<dyn Stream>>> {
    if history
        .first()
        .is_some_and(|series| series.len() <= running.lookback)
    {
        return Ok(None);
    }
    match stream::open(running.id, &node.params, history, row) {
        Ok(stream) => Ok(Some(stream)),
        Err(RetCode::InsufficientHistory) => Ok(None),
        Err(code) => Err(refusal(running.id, code)),
    }
}

/// What `id` reads of a bar, in its own order; `None` where a study it reads has no value.
fn series(
    id: FuncId,
    mut free: impl Iterator<Item = Option<f64>>,
    bar: Bar<'_>,
    bars: &Bars,
) -> Result<Option<Vec<f64>>> {
    let mut x = Vec::new();
    for input in id.info().inputs {
        if input.kind == InputType::Price {
            for field in talib::fields(id) {
                x.push(read(field, bar, bars)?);
            }
        } else {
            let Some(value) = free.next().flatten() else {
                return Ok(None);
            };
            x.push(value);
        }
    }
    Ok(Some(x))
}

fn read(field: Field, bar: Bar<'_>, bars: &Bars) -> Result<f64> {
    match field {
        Field::Open => Ok(bar.open()),
        Field::High => Ok(bar.high()),
        Field::Low => Ok(bar.low()),
        Field::Close => Ok(bar.close()),
        Field::Volume => match bar.volume() {
            Some(volume) => Ok(volume),
            None => Err(super::super::field::no_volume(bars)),
        },
    }
}

fn next_row(indicator: &mut dyn NextBar, bar: Bar<'_>, len: usize) -> Row {
    let mut row = vec![f64::NAN; len];
    indicator.next_bar(bar, &mut row);
    defined(&row)
}

fn defined(row: &[f64]) -> Row {
    row.iter()
        .map(|&value| value.is_finite().then_some(value))
        .collect()
}

impl fmt::Debug for Engine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("node", &self.node)
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}
