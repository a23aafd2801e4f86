extension ReviewCommand {
  static let spec = CommandSpec(
    name: "review",
    summary:
      "Look at what is hidden in a video on a page on this machine, correct it, render it and sign it.",
    operands: ["INPUT"], minimumOperands: 1, operandUse: .reads,
    options: [output, edits, listen, noOpen, CommonOptions.quiet] + detectorOptions + sharedOptions,
    notes: """
      INPUT is a local video. The first line on standard output is the address of the page, which only this machine
      can open, and only with the token in it. The program runs until SIGINT (Ctrl-C) or SIGTERM.

      Beside the edits, in.edits.json, the program keeps the detections, in.faces.json, and the tracks with a picture
      of each, in.tracks: the next start is immediate. Each edit is on the disk when the page shows it as saved.
      'frameveil blur in.mp4 --edits in.edits.json -o out.mp4' makes the same result without the page.
      Reports are written beside OUTPUT: out.report.json and out.report.html.

      EXAMPLES
        frameveil review in.mp4
        frameveil review in.mp4 -o out.mp4 --effect solid
        frameveil review in.mp4 -d faces.json --edits monday.edits.json
      """)

  static let output = CommonOptions.output.described(
    "the result: a path; default: INPUT with -hidden before its extension")
  static let edits = CommandOption<String?>(
    "--edits", "FILE",
    "the edits, which are made if there are none; default: INPUT with .edits.json as extension")
  static let listen = CommandOption<Int>(
    "--port", "N", 0...65_535, default: 0, "the port; 0 selects a free one")
  static let noOpen = CommandOption<Bool>("--no-open", "do not open the browser")

  static let detectorOptions: [any DeclaredOption] = [
    DetectorArguments.rate, DetectorArguments.size, DetectorArguments.tiles, DetectorArguments.model,
    DetectorArguments.allowOtherModel, DetectorArguments.runtime, DetectorArguments.second,
  ]

  /// The options that go to `blur` as they are.
  static let sharedOptions: [any DeclaredOption] =
    [
      RedactionArguments.detections, RedactionArguments.hide, RedactionArguments.shots,
      RedactionArguments.minConfidence, RedactionArguments.minTrackConfidence,
      RedactionArguments.allowMismatch,
      CommonOptions.allowDamaged, BlurCommand.keepMetadata, BlurCommand.onDamage,
    ] + StyleArguments.options + RedactionArguments.trackerOptions + [
      BlurCommand.guide, ProfileChoice.option, BlurCommand.untouched, BlurCommand.noAudio,
      BlurCommand.noSubtitles, CommonOptions.decodeThreads, BlurCommand.onWeak, CommonOptions.force,
    ]
}
