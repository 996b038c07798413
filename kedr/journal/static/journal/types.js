/**
 * The shapes the journal's modules share. Types only: nothing here runs.
 *
 * What the server sends (`Data`) is made of short arrays, so that a class and a quarter fit in a few kilobytes;
 * `model.js` turns them into the objects below.
 *
 * @typedef {"mark" | "comment" | "attendance" | "check" | "topic" | "homework" | "work" | "result"} Kind
 *
 * @typedef {[id: string, date: string, number: number, starts: string, ends: string, room: string, teacher: string,
 *   flags: number, topic: string, topicVersion: number, checkVersion: number, homework: string, due: string,
 *   homeworkVersion: number, change: string, minutes: number, late: string]} LessonItem
 * @typedef {[id: string, lesson: number, slot: number, kind: number, weight: number, title: string,
 *   version: number, double?: number]} WorkItem
 * @typedef {[period: string, final: string, proposed: string, version: number]} ResultItem
 * @typedef {[id: string, name: string, since: string, until: string, results: ResultItem[]]} PupilItem
 * @typedef {[lesson: number, pupil: number, slot: number, value: string, version: number, comment: string,
 *   due?: string]} MarkItem `due` of a debt only
 * @typedef {[lesson: number, pupil: number, code: string, minutes: number, version: number]} AbsenceItem
 * @typedef {[lesson: number, number: number, topic: string, homework: string, minutes: number]} PlanItem
 * @typedef {[lesson: number, pupil: number, text: string, due: string, minutes: number, version: number,
 *   late: string]} PersonalItem homework of one pupil
 * @typedef {[lesson: number, pupil: number, id: string, name: string, size: string]} FileItem of homework; pupil -1: the class's
 * @typedef {[id: string, code: string, name: string, letter: string, weight: number, isControl: number | boolean,
 *   isRetired: number | boolean, doubles?: number | boolean]} KindItem
 * @typedef {[id: string, lesson: string, until: string, reason: string]} OpenedItem a window of the journal, or of a lesson
 * @typedef {"five" | "ten" | "hundred" | "criteria" | "pass" | "none"} Scale
 * @typedef {"check" | "topic" | "homework"} Asked
 *
 * @typedef {object} Data
 * @property {number} school
 * @property {string} course
 * @property {string} title
 * @property {string} class_name
 * @property {Scale} scale
 * @property {boolean} can_write
 * @property {string} today
 * @property {string} me
 * @property {{id: string, name: string, starts: string, ends: string, closed: boolean}} period
 * @property {Asked[]} asks what its past lessons are asked for
 * @property {number[]} thresholds
 * @property {[marks: number, over: number, of: number]} enough marks for a result; the share of missed lessons past which
 *   «н/а» comes out
 * @property {[pupil: number, value: string, weight: number, kind: string, day: string][]} brought marks of another school
 * @property {number[]} levels where уд, хор and отл begin on a scale of ten or a hundred, or in percents by criteria
 * @property {[letter: string, most: number][]} criteria the points of each, where marks are by criteria
 * @property {[pupil: number, from: string, until: string, why: string][]} freed home teaching, individual plans
 * @property {boolean} beside is a mark beside an absence worth a word
 * @property {[days: number, counts: number]} debts for how long a debt is given, whether an overdue one counts as «2»
 * @property {KindItem[]} kinds
 * @property {LessonItem[]} lessons
 * @property {WorkItem[]} works
 * @property {PupilItem[]} pupils
 * @property {MarkItem[]} marks
 * @property {AbsenceItem[]} absences
 * @property {PersonalItem[]} personal
 * @property {FileItem[]} files
 * @property {[most: number, megabytes: number]} files_limit of one homework, and of one file
 * @property {PlanItem[]} plan what the lesson plan offers its lessons
 * @property {{closing: "" | "period" | "course" | "year", days: number, pupils: string[],
 *   deferred: [pupil: string, until: string][], opened: OpenedItem[], asked: string[], decides: boolean}} locks what is
 *   closed, days of the edit window, closed pupils, results put off, open windows, own waiting requests, whether this
 *   person opens it without asking
 * @property {string} etag
 *
 * @typedef {object} Lesson what of a lesson never changes by a command
 * @property {string} id
 * @property {string} date
 * @property {number} number
 * @property {string} starts
 * @property {string} ends
 * @property {string} room
 * @property {string} teacher
 * @property {boolean} cancelled
 * @property {boolean} late its edit window has passed
 * @property {boolean} others a substitute's page, and not their lesson
 * @property {boolean} foreign another teacher gives it
 * @property {string} change words about a change of the day
 *
 * @typedef {object} Offer what the lesson plan has for a lesson
 * @property {number} number of the lesson in the plan, from 1
 * @property {string} topic
 * @property {string} homework
 * @property {number} minutes of that homework, 0 where the plan does not say
 *
 * @typedef {{id: string, name: string, size: string}} HomeworkFile
 *
 * @typedef {object} Load what others ask of the class for a day
 * @property {string} to_day «К четвергу, 12 ноября,»
 * @property {string} class_name
 * @property {string} own the subject of this journal, as `parts` name it
 * @property {number} norm minutes
 * @property {[subject: string, minutes: number][]} parts
 * @property {number} unsaid tasks without minutes
 *
 * @typedef {object} Pupil
 * @property {string} id
 * @property {string} name
 * @property {string} since the first day in the class, "" from the start
 * @property {string} until the first day out of the class, "" when still in
 *
 * @typedef {object} WorkKind
 * @property {string} id
 * @property {string} code
 * @property {string} name
 * @property {string} letter
 * @property {number} weight in hundredths
 * @property {boolean} isControl
 * @property {boolean} doubles its works may have two marks
 * @property {boolean} isRetired works keep it, new ones do not get it
 *
 * @typedef {object} Row one versioned thing of the server; each kind uses some of the fields
 * @property {number} version 0: nothing there yet
 * @property {string} value mark, code of absence, text of topic or homework, final result
 * @property {string} comment of a mark
 * @property {number} minutes of being late; of homework, how long it takes
 * @property {string} late words of homework set too late
 * @property {boolean} checked «все, кроме отмеченных, присутствуют»
 * @property {string} due the lesson for which homework is set; the day of a debt
 * @property {boolean} none «без задания»
 * @property {string} kind of a work
 * @property {string} title of a work
 * @property {number} weight of a work, in hundredths
 * @property {boolean} double the work has two marks, «5/4»
 *
 * @typedef {object} Edit one wish of the teacher
 * @property {string} key the row it changes
 * @property {Kind} kind
 * @property {string} [lesson]
 * @property {string} [pupil]
 * @property {number} [slot]
 * @property {Partial<Row>} fields
 * @property {number} [base] the version the teacher saw; by default what the model has now
 * @property {string} [reason]
 *
 * @typedef {Record<string, unknown> & {id: string, kind: Kind, base: number}} Command
 *
 * @typedef {object} Entry a command on its way
 * @property {string} key
 * @property {Edit} edit
 * @property {Command} command
 * @property {number} after not sent before this moment: its writer may still be typing
 * @property {boolean} tried it may have reached the server: its body must not change any more
 *
 * @typedef {object} Server what the server holds, told with a conflict
 * @property {unknown} value
 * @property {number} [minutes] of being late
 * @property {string} [due] the day of a debt
 * @property {number} version
 * @property {string} by
 * @property {string} at
 *
 * @typedef {object} Trouble
 * @property {"conflict" | "refused"} type
 * @property {Entry[]} entries what the teacher wanted
 * @property {Server} [server]
 * @property {string} sentence
 *
 * @typedef {{id: string, status: "done", version: number, replayed?: boolean}
 *   | {id: string, status: "conflict", server: Server, replayed?: boolean}
 *   | {id: string, status: "refused", code: string, sentence: string, replayed?: boolean}} Outcome
 *
 * @typedef {{type: "outcomes", outcomes: Outcome[]} | {type: "signed-out"} | {type: "later"}
 *   | {type: "bad", sentence: string}} Answer
 *
 * @typedef {"" | "others" | "year" | "pupil" | "course" | "period" | "late"} Lock what locks a cell
 *
 * @typedef {object} Opening a window in which a locked journal may be corrected
 * @property {string} id
 * @property {string} until
 * @property {string} reason what it was asked for
 *
 * @typedef {"" | "sending" | "offline" | "conflict" | "refused"} State of a row
 */

export {};
