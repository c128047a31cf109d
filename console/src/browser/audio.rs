//! The ringtones, made here of tones: no file.

use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, AudioContextState, OscillatorType};

/// A ringtone.
pub(crate) struct Tune {
    /// Its name where it is remembered.
    pub(crate) name: &'static str,
    /// Its name for the agent.
    pub(crate) label: &'static str,
    /// Pitches in hertz, each with when it is struck, in seconds.
    tones: &'static [(f32, f64)],
}

/// The ways; the first is the one to begin with.
pub(crate) const TUNES: [Tune; 4] = [
    Tune { name: "chime", label: "Chime", tones: &[(880.0, 0.0), (659.3, 0.22)] },
    Tune { name: "desk", label: "Desk bell", tones: &[(1_568.0, 0.0), (1_568.0, 0.16)] },
    Tune { name: "rise", label: "Rise", tones: &[(523.3, 0.0), (659.3, 0.14), (784.0, 0.28)] },
    Tune { name: "low", label: "Low", tones: &[(392.0, 0.0), (329.6, 0.3), (392.0, 0.6)] },
];

const TICK: &[(f32, f64)] = &[(1_046.5, 0.0)];
/// How loud a tone is at the most.
const LOUDEST: f32 = 0.45;

/// The bell. Browsers keep it silent until the agent has touched the page once, so it is made then.
#[derive(Default)]
pub(crate) struct Ringtone(RefCell<Option<AudioContext>>);

impl Ringtone {
    /// The agent touched the page: sound is allowed from now on.
    pub(crate) fn wake(&self) {
        let mut context = self.0.borrow_mut();
        match context.as_ref() {
            None => *context = AudioContext::new().ok(),
            Some(context) if context.state() == AudioContextState::Suspended => {
                let _ = context.resume();
            }
            Some(_) => {}
        }
    }

    /// Plays once, that way and that loud (of 100).
    pub(crate) fn play(&self, name: &str, volume: u32) {
        let tune = TUNES.iter().find(|tune| tune.name == name).unwrap_or(&TUNES[0]);
        self.strike(tune.tones, volume);
    }

    /// A short tick: a visitor wrote.
    pub(crate) fn tick(&self, volume: u32) {
        self.strike(TICK, volume);
    }

    fn strike(&self, tones: &[(f32, f64)], volume: u32) {
        let loud = LOUDEST * f32::from(u16::try_from(volume.min(100)).unwrap_or_default()) / 100.0;
        if let Some(context) = self.0.borrow().as_ref() {
            for (pitch, after) in tones {
                let _ = tone(context, *pitch, *after, loud);
            }
        }
    }
}

/// A struck tone: at once there, slowly gone.
fn tone(context: &AudioContext, pitch: f32, after: f64, loud: f32) -> Result<(), JsValue> {
    let start = context.current_time() + after;
    let (source, volume) = (context.create_oscillator()?, context.create_gain()?);
    source.set_type(OscillatorType::Sine);
    source.frequency().set_value(pitch);
    let level = volume.gain();
    level.set_value_at_time(0.0001, start)?;
    level.exponential_ramp_to_value_at_time(loud.max(0.001), start + 0.015)?;
    level.exponential_ramp_to_value_at_time(0.0001, start + 0.9)?;
    source.connect_with_audio_node(&volume)?;
    volume.connect_with_audio_node(&context.destination())?;
    source.start_with_when(start)?;
    source.stop_with_when(start + 1.0)
}
