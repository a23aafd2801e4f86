extension ServeCommand {
  static let spec = CommandSpec(
    name: "serve",
    summary: "Serve the Amazon Rekognition API, or the image API with its page, on this machine.",
    operands: [],
    minimumOperands: 0, required: "(--rekognition (--folder DIR | --bucket NAME) | --images --store DIR)",
    options: [rekognition, images, listen] + rekognitionOptions + imageOptionsOfService
      + DetectorArguments.options + [
        CommonOptions.quiet.described("print only the URL and errors")
      ],
    notes: """
      The first line on standard output is the URL of the server, which runs until SIGINT (Ctrl-C) or SIGTERM.
      Each request is logged on standard error. Connections of slow clients are closed, and do not delay others.
      Images are limited to 10,000 pixels a side and 67 megapixels.

      REKOGNITION
      Requests must be signed (Signature Version 4, any region). Supported operations: StartFaceDetection,
      StartFaceSearch, StartPersonTracking, their Get… operations, DetectFaces, DetectLabels and DetectText. Faces
      have a box, a confidence and five landmarks; labels are Person and Face; text is read by PP-OCRv4, where its
      models are installed. Jobs are kept in memory for seven days, up to 1000 jobs and 512 MiB of results. Twenty jobs may wait or run. If the topic of a NotificationChannel is
      listed with --topic, the completion is published through Amazon SNS, or AWS_ENDPOINT_URL_SNS, with the
      credentials and region that AWS's own tools would use.

      IMAGES
      GET / is a page on which people choose pictures, POST /images the API behind it: docs/image-api.yaml. Both
      answer with what is found, and with a copy in which it is hidden. No account is needed, and nothing is
      signed: whoever reaches the server may use it. A page of another origin may not. Results of a folder are
      read by URLs that end after an hour, or with the server; nothing deletes them.

      EXAMPLES
        frameveil serve --rekognition --folder videos
        aws rekognition start-face-detection --endpoint-url http://127.0.0.1:8080 \\
          --video '{"S3Object":{"Bucket":"monday","Name":"interview.mp4"}}'
        frameveil serve --images --store results --image-options '--effect solid'
        curl --data-binary @photo.jpg -H 'Content-Type: image/jpeg' http://127.0.0.1:8080/images
      """)

  /// The options of `--rekognition` alone.
  static let rekognitionOptions: [any DeclaredOption] = [
    folder, bucket, topic, keys, jobs, CommonOptions.decodeThreads,
  ]
  /// The options of `--images` alone.
  static let imageOptionsOfService: [any DeclaredOption] = [store, imageOptions, keepOriginals, publicURL]

  static let rekognition = CommandOption<Bool>("--rekognition", "serve the Amazon Rekognition API")
  static let images = CommandOption<Bool>(
    "--images", "serve the image API and its page; may be given beside --rekognition")
  static let listen = CommandOption<String?>(
    "--listen", "ADDRESS:PORT",
    "listening address; port 0 selects a free port; default: \(defaultAddress)")
  static let folder = CommandOption<String?>(
    "--folder", "DIR",
    "folder of the videos and images: DIR/bucket/key; symbolic links are not followed; default: Amazon S3, or "
      + "AWS_ENDPOINT_URL_S3")
  static let bucket = CommandOption<[String]>(
    "--bucket", "NAME",
    "bucket that requests may read, with this machine's permissions; required without --folder; "
      + "with --folder it restricts access"
  ) { name in
    guard name.wholeMatch(of: /[0-9A-Za-z._\-]{3,255}/) != nil else {
      throw UsageError("--bucket takes the name of one bucket, not '\(name)'")
    }
  }
  static let topic = CommandOption<[String]>(
    "--topic", "ARN", "SNS topic that requests may notify; default: none"
  ) { topic in
    guard topic.wholeMatch(of: /arn:[0-9a-z\-]+:sns:[^:*]+:[0-9]{12}:[0-9A-Za-z._\-]+/) != nil else {
      throw UsageError("--topic takes the ARN of one topic, not '\(topic)'")
    }
  }
  static let keys = CommandOption<String?>(
    "--keys", "FILE", use: .reads,
    "access keys of the clients, one ID:SECRET per line; default: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
  )
  static let jobs = CommandOption<Int>(
    "--jobs", "N", 0...20, default: 1,
    "number of concurrent jobs, which decode and detect on their own (0: all jobs wait)")

  static let store = CommandOption<String?>(
    "--store", "DIR",
    "folder for results and hidden copies, or s3://BUCKET/PREFIX (Amazon S3, or AWS_ENDPOINT_URL_S3)")
  static let imageOptions = CommandOption<String?>(
    "--image-options", "OPTIONS",
    "options of 'blur' for all images, quoted as one: '--effect solid'; what is set here, clients cannot choose"
  )
  static let keepOriginals = CommandOption<Bool>(
    "--keep-originals", "store what was sent, too; default: only the result and the hidden copy")
  /// An origin without a path.
  static let publicURL = CommandOption<String?>(
    OptionUsage(
      name: "--public-url", value: "URL",
      description: "scheme, host and port by which clients know a proxy before this server")
  ) { texts in
    guard let text = texts.first else { return nil }
    guard let match = text.wholeMatch(of: /(https?:\/\/[0-9A-Za-z.\-:\[\]]+)\/?/) else {
      throw UsageError(
        "--public-url takes scheme, host and port, such as https://images.example, not '\(text)'")
    }
    return String(match.1)
  }

  static let defaultAddress = "127.0.0.1:8080"
}
