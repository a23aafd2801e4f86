import FaceDetection

extension DetectCommand {
  static let spec = CommandSpec(
    name: "detect", summary: "Detect the faces of a video and write them in Amazon Rekognition's format.",
    operands: ["INPUT"], minimumOperands: 1, operandUse: .reads, required: "--output OUTPUT",
    options: [
      .init(
        name: "--output", short: "-o", value: "OUTPUT",
        help:
          "output file, in the format of a GetFaceDetection response: a path,\ns3://BUCKET/KEY, or - for standard output",
        use: .writes)
    ] + DetectionOptions.commandOptions + [
      .init(name: "--allow-damaged", help: "process the readable part of a damaged or truncated input"),
      .init(
        name: "--decode-threads", value: "N",
        help: "decoder threads, 1 to 64; each takes memory; default: 1"),
      .init(
        name: "--force", short: "-f", help: "overwrite OUTPUT if it exists; the input is never overwritten"),
      .init(name: "--quiet", short: "-q", help: "print errors only"),
      .init(name: "--json", help: "print a summary as JSON"),
    ],
    notes: """
      INPUT is a path, s3://BUCKET/KEY, a URL, or - for standard input. Local files need no account and no network.

      EXAMPLES
        frameveil detect in.mp4 -o faces.json
        frameveil blur in.mp4 --detections faces.json -o out.mp4
      """)
}
