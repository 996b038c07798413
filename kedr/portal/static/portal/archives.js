// While an archive is being made, the list renews itself; the last renewal leaves it as any other page.
const PAUSE = 3000

async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } })
  if (!answer.ok) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const now = document.getElementById("archives")
  const next = page.getElementById("archives")
  if (!now || !next) return
  now.replaceWith(next)
  if (next.querySelector("progress")) setTimeout(renew, PAUSE)
}

setTimeout(renew, PAUSE)
