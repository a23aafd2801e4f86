import FaceDetection

extension VerifyCommand {
  static let spec: CommandSpec = {
    let defaults = FaceVisibility()
    let shared = ["--detect-size", "--detect-tiles", "--model"]
    return CommandSpec(
      name: "verify", summary: "Search a finished output for faces that are still visible.",
      operands: ["OUTPUT"], minimumOperands: 1, operandUse: .reads,
      options: [
        .init(
          name: "--report", value: "FILE",
          help:
            "JSON report of the run that made OUTPUT, to check that it belongs to OUTPUT and to\nlist nearby tracks",
          use: .reads)
      ] + DetectionOptions.commandOptions.filter { shared.contains($0.name) } + [
        .init(
          name: "--min-confidence", value: "C",
          help:
            "a face counts as visible from confidence C, 0 to 100, if its box holds fine\ndetail, and from "
            + "\(Int(defaults.certainConfidence)) in any case; default: \(Int(defaults.leastConfidence))"),
        .init(
          name: "--allow-damaged", help: "process the readable part of a damaged or truncated video"),
        .init(
          name: "--decode-threads", value: "N",
          help: "decoder threads, 1 to 64; each takes memory; default: 1"),
        .init(name: "--quiet", short: "-q", help: "print neither table nor progress"),
        .init(name: "--json", help: "print the findings as JSON"),
      ],
      notes: """
        OUTPUT is one finished video: a path, s3://BUCKET/KEY, a URL, or - for standard input. For a folder, run
        verify on each video. FILE is the JSON report of the run, not the HTML report.

        The detector runs on every frame. It also fires on redacted faces, with lower confidence, so a face counts
        as visible only if its box holds detail that no redaction leaves. Passing this check is no proof: a
        detector misses faces that people see.

        Exit code 0: no face is visible. Exit code 3: faces are visible, and each is listed.

        EXAMPLES
          frameveil verify out.mp4
          frameveil verify out.mp4 --report report.json --json
        """)
  }()
}
