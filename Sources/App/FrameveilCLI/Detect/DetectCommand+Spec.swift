import FaceDetection

extension DetectCommand {
  static let spec = CommandSpec(
    name: "detect", summary: "Finds the faces of a video and writes them as Amazon Rekognition would.",
    operands: ["INPUT"], leastOperands: 1, operandUse: .reads, required: "--output OUTPUT",
    options: [
      .init(
        name: "--output", short: "-o", value: "OUTPUT",
        help: "the answer, as of GetFaceDetection: a path, or - for standard\noutput", use: .writes)
    ] + DetectionOptions.commandOptions + [
      .init(name: "--allow-damaged", help: "take what can be read of an input that is damaged or cut short"),
      .init(
        name: "--decode-threads", value: "N",
        help: "threads that decode, 1 to 64; each takes memory; default: 1"),
      .init(name: "--force", short: "-f", help: "replace OUTPUT if it exists; the input is never replaced"),
      .init(name: "--quiet", short: "-q", help: "print nothing but errors"),
      .init(name: "--json", help: "print a summary as JSON"),
    ],
    notes: """
      INPUT is a path, or - for standard input. No account and no network is needed.

      EXAMPLES
        frameveil detect in.mp4 -o faces.json
        frameveil blur in.mp4 --detections faces.json -o out.mp4
      """)
}
