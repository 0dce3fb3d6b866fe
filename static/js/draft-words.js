// What a form says when its draft cannot be saved; what is saved, the server words.

const ENGLISH = {
  offline: "Not saved: we cannot reach the hub. Your text is safe in this tab, and we keep trying.",
  out: "Not saved: you are signed out. Your text is safe in this tab; it is saved as soon as you are signed in again.",
  other: "Not saved: somebody else is signed in by now. Your text is safe in this tab. Sign in as yourself to go on.",
  enter: "Sign in (opens a new tab)",
};
const WELSH = {
  offline: "Heb ei gadw: ni allwn gyrraedd yr hyb. Mae eich testun yn ddiogel yn y tab hwn, ac rydym yn dal i geisio.",
  out: "Heb ei gadw: rydych wedi allgofnodi. Mae eich testun yn ddiogel yn y tab hwn; caiff ei gadw pan fyddwch wedi mewngofnodi eto.",
  other: "Heb ei gadw: mae rhywun arall wedi mewngofnodi. Mae eich testun yn ddiogel yn y tab hwn. Mewngofnodwch eich hun i barhau.",
  enter: "Mewngofnodi (yn agor tab newydd)",
};

export function words() {
  return document.documentElement.lang.startsWith("cy") ? WELSH : ENGLISH;
}
