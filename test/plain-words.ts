/** Words that nobody should read in a message of the emulator: one list for its answers, its command and its source. */

/** Words of libraries and of the operating system, and names of parts that only this code has. */
export const library_words: readonly RegExp[] = [
  ...[
    // "Invalid input for field" is the beginning of a message of IAM itself (IAM.0073).
    /invalid input(?! for field ')/i,
    /expected .*received/i,
    /\bToo (small|big)\b/,
    /too (small|big): expected/i,
    /FST_/,
    /UNIQUE constraint/,
  ],
  ...[/\bSQLITE_/, /\bENOENT\b/, /\bEADDR\w+\b/, /\bEISDIR\b/, /\bENOTFOUND\b/, /\bZodError\b/],
  ...[/\b(invalid_(type|value|format|union|key)|too_(small|big)|unrecognized_keys)\b/],
  ...[/\bimplicit (map )?keys?\b/i, /\bflow[ -](map|seq|collection)/i, /Unsupported Media Type/],
  ...[/params\./, /querystring\./, /\(root\)/, /\[object /, /^\s+at .*:\d+/m],
]

/** Clipped phrases for which plain English has its own: with each, what to write instead. */
export const private_words: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\bwhoever\b/i, 'anyone who'],
  [/\bso many\b/i, 'the number, or "too many"'],
  [/\bso much\b/i, 'the amount, or "too much"'],
  [/\bcame\b/i, 'was sent, was received, arrived'],
  [/\bstands? (?!for\b)/i, 'is, stays, appears'],
  [/\bgo(es)? (with|together)\b/i, 'can be used only with, must be given together'],
  [/\b(is|are) none\b(?! of)(?<!\bthere are none)/i, 'does not exist, is not one of'],
  [/(?<!\bthere )\b(is|are) no (?!longer\b|more\b)/i, 'is not a'],
  [/\b(at|after|before|since) boot\b/i, 'start'],
  [/\bthe wall\b|\bwall[’']s\b|\bwall clock\b/i, 'real time'],
  [/(?<!\bin a )\brows?\b/i, 'sub-task'],
  [/\bstandstills?\b|\blanes?\b|\bunkind\b|\bthe house\b/i, 'the usual word'],
  [/\bis there twice\b/i, 'appears twice'],
  [/\bsay (one of|what|mode)\b/i, 'give'],
  [/\bis gone\b/i, 'no longer exists'],
]

/** The phrases that a text has and should not have, each with what to write instead. */
export const privateWordsIn = (text: string): string[] =>
  private_words.flatMap(([phrase, instead]) => {
    const [found] = phrase.exec(text) ?? []
    return found === undefined ? [] : [`"${found.trim()}": ${instead}`]
  })
