// Sounds made here, so that no file is needed: each event has its own, and a missed due time is like none of the others.
// SPDX-License-Identifier: Apache-2.0
import { signal } from "@preact/signals";

export type Tone = "accepted" | "rejected" | "ring" | "missed";

/** Pitches in Hz, each for so many milliseconds. */
const tones: Record<Tone, [number, number][]> = {
	accepted: [[880, 60]],
	rejected: [[220, 140], [0, 40], [220, 140]],
	ring: [[660, 180], [880, 180], [660, 180], [880, 180]],
	missed: [[1046, 120], [784, 120], [1046, 120], [784, 120], [1046, 240]],
};

/** A browser plays nothing until somebody has touched the page; that it is silent is said. */
export const soundBlocked = signal(false);

let audio: AudioContext | undefined;

function context(): AudioContext | undefined {
	if (typeof AudioContext === "undefined") return undefined;
	if (!audio) {
		const made = new AudioContext();
		made.onstatechange = () => (soundBlocked.value = made.state !== "running");
		audio = made;
	}
	return audio;
}

export function tone(name: Tone): void {
	const player = context();
	if (!player) return;
	if (player.state !== "running") void player.resume().catch(() => undefined);
	soundBlocked.value = player.state !== "running";
	let at = player.currentTime;
	for (const [pitch, ms] of tones[name]) {
		if (pitch) {
			const oscillator = player.createOscillator();
			const gain = player.createGain();
			oscillator.frequency.value = pitch;
			gain.gain.value = 0.08;
			oscillator.connect(gain).connect(player.destination);
			oscillator.start(at);
			oscillator.stop(at + ms / 1000);
		}
		at += ms / 1000;
	}
}
