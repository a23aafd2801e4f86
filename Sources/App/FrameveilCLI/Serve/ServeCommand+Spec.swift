import FaceDetection

extension ServeCommand {
  static let spec = CommandSpec(
    name: "serve", summary: "Answers as Amazon Rekognition does, with the embedded detector.", operands: [],
    leastOperands: 0, required: "--rekognition (--folder DIR | --bucket NAME)",
    options: [
      .init(name: "--rekognition", help: "serve Amazon Rekognition's protocol"),
      .init(
        name: "--folder", value: "DIR",
        help: "where videos and images are: DIR/bucket/key; links are not followed;\ndefault: Amazon S3, or "
          + "AWS_ENDPOINT_URL_S3"),
      .init(
        name: "--bucket", value: "NAME",
        help: "a bucket that requests may read, with this machine's own rights;\nrepeatable; needed without "
          + "--folder, where it narrows",
        isRepeatable: true),
      .init(
        name: "--topic", value: "ARN",
        help: "an SNS topic that requests may have told; repeatable; default:\nnone", isRepeatable: true),
      .init(
        name: "--listen", value: "ADDRESS:PORT",
        help: "where to listen; port 0 for any that is free; default:\n\(defaultAddress)"),
      .init(
        name: "--keys", value: "FILE",
        help:
          "the keys that requests may be signed with, ID:SECRET on each\nline; default: AWS_ACCESS_KEY_ID and "
          + "AWS_SECRET_ACCESS_KEY", use: .reads),
      .init(
        name: "--jobs", value: "N",
        help:
          "jobs that run at once, 0 to 20; each decodes and looks for itself; 0 lets\nall wait; default: 1"),
    ] + DetectionOptions.commandOptions + [
      .init(
        name: "--decode-threads", value: "N",
        help: "threads that decode, 1 to 64; each takes memory; default: 1"),
      .init(name: "--quiet", short: "-q", help: "print nothing but where it listens, and errors"),
    ],
    notes: """
      It prints its URL on a line of its own and serves until Ctrl-C or SIGTERM. Requests must be signed
      (Signature Version 4, any region). Each is a line on standard error.

      StartFaceDetection, StartFaceSearch, StartPersonTracking and their Get…, and DetectFaces are answered;
      faces have a box, a confidence and five landmarks. Jobs are kept in memory: seven days, 1000 of them,
      512 MiB of what they found. Twenty may wait or run. A NotificationChannel's topic that --topic names is
      told through Amazon SNS, or AWS_ENDPOINT_URL_SNS, with the credentials and region that AWS's own tools
      would use here. Images may have 10,000 pixels a side and 67 megapixels. Who is slow with a request is let
      go, and none holds up others.

      EXAMPLES
        frameveil serve --rekognition --folder videos
        aws rekognition start-face-detection --endpoint-url http://127.0.0.1:8080 \\
          --video '{"S3Object":{"Bucket":"monday","Name":"interview.mp4"}}'
      """)

  static let defaultAddress = "127.0.0.1:8080"
}
