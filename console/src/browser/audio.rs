//! The ringtones, synthesized with Web Audio instead of loaded.

use crate::texts::t;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, AudioContextState, OscillatorType};

pub(crate) struct Tune {
    /// The name in the agent's preferences.
    pub(crate) name: &'static str,
    /// Each tone: frequency in hertz, and start in seconds.
    tones: &'static [(f32, f64)],
}

impl Tune {
    /// The label on the screen.
    pub(crate) fn label(&self) -> &'static str {
        match self.name {
            "chime" => t!("tune-chime"),
            "desk" => t!("tune-desk"),
            "rise" => t!("tune-rise"),
            _ => t!("tune-low"),
        }
    }
}

/// The ringtones; the first one is the default.
pub(crate) const TUNES: [Tune; 4] = [
    Tune { name: "chime", tones: &[(880.0, 0.0), (659.3, 0.22)] },
    Tune { name: "desk", tones: &[(1_568.0, 0.0), (1_568.0, 0.16)] },
    Tune { name: "rise", tones: &[(523.3, 0.0), (659.3, 0.14), (784.0, 0.28)] },
    Tune { name: "low", tones: &[(392.0, 0.0), (329.6, 0.3), (392.0, 0.6)] },
];

const TICK: &[(f32, f64)] = &[(1_046.5, 0.0)];
/// The largest gain of a tone.
const LOUDEST: f32 = 0.45;

/// Plays ringtones. Browsers allow sound only after the first user gesture, so the context is
/// created then.
#[derive(Default)]
pub(crate) struct Ringtone(RefCell<Option<AudioContext>>);

impl Ringtone {
    /// Enables sound; called after a user gesture.
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

    /// Plays a ringtone once. The volume is from 0 to 100.
    pub(crate) fn play(&self, name: &str, volume: u32) {
        let tune = TUNES.iter().find(|tune| tune.name == name).unwrap_or(&TUNES[0]);
        self.strike(tune.tones, volume);
    }

    /// Plays a short tick for a visitor's message.
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

/// Plays one tone that fades out.
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
