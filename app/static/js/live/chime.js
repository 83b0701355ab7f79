// A soft sound, made by the browser, so that nothing has to be fetched.

const PITCH = 660;
const SECONDS = 0.9;

/** @type {AudioContext | null} */
let audio = null;

/** Play it. Where the browser refuses sound, nothing happens: the words on the screen say the same. */
export function chime() {
  if (!("AudioContext" in window)) return;
  audio ??= new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  const now = audio.currentTime;
  tone.frequency.value = PITCH;
  volume.gain.setValueAtTime(0.12, now);
  volume.gain.exponentialRampToValueAtTime(0.0001, now + SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.start(now);
  tone.stop(now + SECONDS);
}
