import Geometry
import Redaction
import Tracking

extension BlurCommand {
  static let spec = CommandSpec(
    name: "blur", summary: "Hides every face in a video and leaves everything else as it is.",
    operands: ["INPUT"], leastOperands: 1, repeatsOperand: true,
    required: "--detections FILE --output OUTPUT",
    options: [
      .init(
        name: "--output", short: "-o", value: "OUTPUT", help: "the result: a path, or - for standard output"),
      .init(
        name: "--detections", short: "-d", value: "FILE",
        help: "where the faces are: Amazon Rekognition's answer (GetFaceDetection,\n"
          + "GetFaceSearch and others; pages in one file), or - for standard input"),
      .init(
        name: "--hide", value: "LIST",
        help:
          "what to hide of an answer that holds more: faces, persons, text,\nlabel:\"NAME\", moderation (the whole "
          + "picture); default: faces"),
      .init(
        name: "--shots", value: "FILE",
        help: "where the scene cuts are: the answer of GetSegmentDetection; without it\nthey are looked for"),
      .init(
        name: "--min-confidence", value: "C",
        help: "leave out boxes below this confidence, 0 to 100; default: 0"),
      .init(
        name: "--allow-missing-pages", help: "take detections whose last page says that more pages follow"),
      .init(
        name: "--allow-mismatch", help: "take detections whose metadata do not fit the video's size or length"
      ),
      .init(name: "--allow-damaged", help: "take what can be read of an input that is damaged or cut short"),
      .init(name: "--effect", value: "E", help: "blur, pixelate or solid; default: blur"),
      .init(
        name: "--strength", value: "S",
        help:
          "standard deviation of the blur, or width of a cell, as a ratio of the\nface; default: \(RedactionStyle.defaultStrength)"
      ),
      .init(name: "--shape", value: "S", help: "box, or the ellipse around it; default: box"),
      .init(
        name: "--feather", value: "F",
        help: "soft edge outside the mask, as a ratio of the face; default: \(RedactionStyle().feather)"),
      .init(
        name: "--coverage", value: "P",
        help:
          "how sure each edge of a cover must be to lie outside the face,\n0.5 to 0.9999; default: \(TrackerOptions().coverage)"
      ),
      .init(
        name: "--margin", value: "M",
        help: "grow covers on each side by this ratio of their size; default: \(TrackerOptions().margin)"),
      .init(
        name: "--max-gap", value: "SECONDS",
        help: "bridge holes up to this long; default: \(Int(TrackerOptions().maxGap.seconds))"),
      .init(
        name: "--profile", short: "-p", value: "NAME|FILE",
        help:
          "how to encode; default: by OUTPUT's ending, fragmented MP4 for a\npipe. 'frameveil profiles' lists them"
      ),
      .init(name: "--no-audio", help: "leave sound out"),
      .init(name: "--no-subtitles", help: "leave subtitles out"),
      .init(name: "--decode-threads", value: "N", help: "threads that decode; each takes memory; default: 1"),
      .init(name: "--force", short: "-f", help: "replace OUTPUT if it exists; the input is never replaced"),
      .init(name: "--quiet", short: "-q", help: "print nothing but errors"),
      .init(name: "--json", help: "print a summary as JSON"),
    ] + ChoiceArguments.options + BatchPlan.options,
    notes: """
      INPUT is a path, or - for standard input. OUTPUT appears when it is complete, and not at all otherwise.

      \(ChoiceArguments.notes)

      \(BatchPlan.notes)

      EXAMPLES
        frameveil blur in.mp4 --detections faces.json -o out.mp4
        frameveil blur in.mov -d faces.json --effect solid --shape ellipse -o out.mkv
        curl -s https://example.com/in.mkv | frameveil blur - -d faces.json -o - > out.mp4
      """)
}
