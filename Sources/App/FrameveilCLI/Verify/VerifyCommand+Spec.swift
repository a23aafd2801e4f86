import FaceDetection

extension VerifyCommand {
  static let spec: CommandSpec = {
    let defaults = FaceVisibility()
    let shared = ["--detect-size", "--detect-tiles", "--model"]
    return CommandSpec(
      name: "verify", summary: "Looks at a finished result for faces that can still be seen.",
      operands: ["OUTPUT"], leastOperands: 1, operandUse: .reads,
      options: [
        .init(
          name: "--report", value: "FILE",
          help: "the JSON report of the run: it must belong to OUTPUT, and tells\nwhich tracks were near",
          use: .reads)
      ] + DetectionOptions.commandOptions.filter { shared.contains($0.name) } + [
        .init(
          name: "--min-confidence", value: "C",
          help: "a face is seen from this confidence, 0 to 100, on where there is fine detail,\nand from "
            + "\(Int(defaults.certainConfidence)) on in any case; default: \(Int(defaults.leastConfidence))"),
        .init(
          name: "--allow-damaged", help: "take what can be read of an output that is damaged or cut short"),
        .init(
          name: "--decode-threads", value: "N",
          help: "threads that decode, 1 to 64; each takes memory; default: 1"),
        .init(name: "--quiet", short: "-q", help: "print no table and no progress"),
        .init(name: "--json", help: "print what was found as JSON"),
      ],
      notes: """
        OUTPUT is one finished video: a path, s3://BUCKET/KEY, a URL, or - for standard input; for a folder, run
        it for each video. FILE is the JSON of the run that made it, not the page.

        The detector looks at every frame. It fires on hidden faces too, with less confidence; so a face counts as
        seen where its box holds detail that no hiding leaves. Who passes this check is no proof: a detector misses
        what people see. Exit code 0: no face is seen; 3: faces are, and each is listed.

        EXAMPLES
          frameveil verify out.mp4
          frameveil verify out.mp4 --report report.json --json
        """)
  }()
}
