// The clock of the section or break beside the clock of the whole. The first to speak says where one is, and both times; from then on
// each speaks at its own marks, and where both are the same only this one.
import { Timer } from './timer.js';

const SAME = 2; // seconds

// root: [data-section-timer], or null on a page without; section as in the page's data; whole: () => the timer of the whole
export function sectionTimerOn({ root, section, sections, whole, texts, fill, speak }) {
  if (!root || !section) return null;
  let isFirst = true;
  const both = (text, isUrgent) => {
    speak(isFirst ? `${section.title} ${text} ${whole().words()}` : text, isUrgent);
    isFirst = false;
  };
  return new Timer({
    root,
    clock: sections.clock,
    texts: texts[section.phase === 'break' ? 'break_timer' : 'section_timer'],
    fill,
    speak: both,
    on: {
      over: () => { if (whole().clock.secondsLeft() > 1) sections.timeUp(); },
      low: () => { if (whole().root.hasAttribute('data-folded')) whole().fold(false); },
    },
  });
}

// What the timer of the whole asks: does the other one speak now?
export const speaksFor = (own, whole, isFirst) => own !== null && (isFirst || whole.secondsLeft() - own.clock.secondsLeft() < SAME);
