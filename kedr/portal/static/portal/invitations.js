// @ts-check
/** Printing keeps the page true: the PDF is saved, then the list says who has an invitation now; nothing goes twice. */

/** @param {HTMLFormElement} form */
async function print(form) {
  const button = form.querySelector("button")
  if (button) button.disabled = true
  const answer = await fetch(location.pathname, { method: "POST", body: new FormData(form) })
  if (answer.headers.get("Content-Type") === "application/pdf") {
    save(await answer.blob(), nameOf(answer))
    setTimeout(() => location.assign(`${location.pathname}?printed=1`), 1000) // the download is under way by then
  } else if (answer.redirected) {
    location.assign(answer.url)
  } else {
    show(await answer.text())
  }
}

/** @param {Blob} paper @param {string} name */
function save(paper, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(paper)
  link.download = name
  link.click()
}

/** @param {Response} answer */
function nameOf(answer) {
  const coded = /UTF-8''([^;]+)/.exec(answer.headers.get("Content-Disposition") ?? "")
  return coded?.[1] ? decodeURIComponent(coded[1]) : "invitations.pdf"
}

/** A refusal, on the same page. @param {string} text */
function show(text) {
  const now = document.getElementById("main")
  const next = new DOMParser().parseFromString(text, "text/html").getElementById("main")
  if (!now || !next) return location.reload()
  now.replaceWith(next)
  listen()
  next.focus()
}

function listen() {
  const form = document.getElementById("print")
  if (!(form instanceof HTMLFormElement)) return
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    print(form).catch(() => location.reload())
  })
}

listen()
