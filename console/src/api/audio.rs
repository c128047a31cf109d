//! The bell's sound, made here: two tones, no file.

use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, AudioContextState, OscillatorType};

/// The bell. Browsers keep it silent until the agent has touched the page once, so it is made then.
#[derive(Default)]
pub(crate) struct Bell(RefCell<Option<AudioContext>>);

impl Bell {
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

    /// Rings once: ding, dong.
    pub(crate) fn ring(&self) {
        if let Some(context) = self.0.borrow().as_ref() {
            let _ = tone(context, 880.0, 0.0);
            let _ = tone(context, 659.3, 0.22);
        }
    }

    /// A short tick: a visitor wrote.
    pub(crate) fn tick(&self) {
        if let Some(context) = self.0.borrow().as_ref() {
            let _ = tone(context, 1_046.5, 0.0);
        }
    }
}

/// A struck tone: at once there, slowly gone.
fn tone(context: &AudioContext, pitch: f32, after: f64) -> Result<(), JsValue> {
    let start = context.current_time() + after;
    let (source, volume) = (context.create_oscillator()?, context.create_gain()?);
    source.set_type(OscillatorType::Sine);
    source.frequency().set_value(pitch);
    let level = volume.gain();
    level.set_value_at_time(0.0001, start)?;
    level.exponential_ramp_to_value_at_time(0.22, start + 0.015)?;
    level.exponential_ramp_to_value_at_time(0.0001, start + 0.9)?;
    source.connect_with_audio_node(&volume)?;
    volume.connect_with_audio_node(&context.destination())?;
    source.start_with_when(start)?;
    source.stop_with_when(start + 1.0)
}
