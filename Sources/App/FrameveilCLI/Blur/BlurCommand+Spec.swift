import FaceDetection
import Redaction

extension BlurCommand {
  static let spec = CommandSpec(
    name: "blur", summary: "Hides every face in a video and leaves everything else as it is.",
    operands: ["INPUT"], leastOperands: 1, repeatsOperand: true, operandUse: .reads,
    required: "--output OUTPUT",
    options: [
      .init(
        name: "--output", short: "-o", value: "OUTPUT",
        help: "the result: a path, s3://BUCKET/KEY, a presigned URL, or - for standard\noutput",
        use: .writes)
    ] + RedactionArguments.detectionOptions + RekognitionArguments.options + DetectionOptions.blurOptions + [
      .init(name: "--allow-damaged", help: "take what can be read of an input that is damaged or cut short"),
      .init(
        name: "--keep-metadata", value: "NAME",
        help:
          "keep what the container says by that name (location, make,\ncreation_time), although it may tell who, "
          + "where or with what; may be\nrepeated; all keeps everything"),
      .init(
        name: "--on-damage", value: "POLICY",
        help:
          "what to do with damaged pictures: hide them whole, or fail\n(no result, exit code 65); default: hide"
      ),
      .init(name: "--effect", value: "E", help: "blur, pixelate or solid; default: blur"),
      .init(
        name: "--strength", value: "S",
        help:
          "standard deviation of the blur, or width of a cell, as a ratio of the\nface, \(RedactionStyle.leastStrength) to 1; default: \(RedactionStyle.defaultStrength)"
      ),
      .init(name: "--shape", value: "S", help: "box, or the ellipse around it; default: box"),
      .init(
        name: "--feather", value: "F",
        help:
          "soft edge outside the mask, as a ratio of the face, 0 to 1;\ndefault: \(RedactionStyle().feather)"),
    ] + RedactionArguments.trackerOptions + [
      .init(
        name: "--guide", value: "on|off",
        help: "follow faces through the pictures between samples; default: on, but\noff where memory for "
          + "--look-ahead is short"),
      .init(
        name: "--profile", short: "-p", value: "NAME|FILE",
        help:
          "how to encode; default: by OUTPUT's ending, fragmented MP4 for a\npipe. 'frameveil profiles' lists them",
        use: .reads),
      .init(name: "--no-audio", help: "leave sound out"),
      .init(name: "--no-subtitles", help: "leave subtitles out"),
      .init(
        name: "--look-ahead", value: "MB",
        help:
          "frames that wait until samples and scene cuts after them are known, up\nto 0.7 s, 0 to 1000000; default: 134, "
          + "less in a small container"),
      .init(
        name: "--decode-threads", value: "N",
        help: "threads that decode, 1 to 64; each takes memory; default: 1"),
      .init(name: "--force", short: "-f", help: "replace OUTPUT if it exists; the input is never replaced"),
      .init(name: "--quiet", short: "-q", help: "print nothing but errors"),
      .init(name: "--json", help: "print a summary as JSON"),
    ] + coverageOptions + SelectionArguments.options + ObjectArguments.options + BatchPlan.options,
    notes: """
      INPUT is a path, s3://BUCKET/KEY, a URL, or - for standard input. OUTPUT appears when it is complete, and
      not at all otherwise. Objects are read by ranges and written by parts; nothing is kept on disk.

      \(SelectionArguments.notes)

      \(BatchPlan.notes)

      EXAMPLES
        frameveil blur in.mp4 -o out.mp4
        frameveil blur in.mp4 --detections faces.json -o out.mp4
        frameveil blur in.mov -d faces.json --effect solid --shape ellipse -o out.mkv
        frameveil blur s3://in/video.mp4 --rekognition -o s3://out/video.mp4
        frameveil blur s3://in/video.mp4 -d s3://in/faces.json -o s3://out/video.mp4
        curl -s https://example.com/in.mkv | frameveil blur - -d faces.json -o - > out.mp4
      """)
}
